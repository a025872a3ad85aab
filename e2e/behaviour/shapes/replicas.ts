import { expect } from "@playwright/test";
import { signInClient } from "../../fixtures.ts";
import { startAgent } from "../../models/agent-process.ts";
import { createDoorServer } from "../../models/door-server.ts";
import { findSecretsInLog } from "../../models/log-secrets.ts";
import { layReplicaGround } from "../../models/replicas.ts";
import { ownHosts, place, type Shape } from "../shape.ts";

/** Each connection meets the next of two replicas; the apps run on a machine whose agent has a tunnel to both. */
export const twoReplicas: Shape = {
  name: "two replicas behind a load balancer",
  traits: ownHosts,
  async prepare() {
    const { door, ports, balancer, accessUrl, wildcard, close } = await layReplicaGround();
    const workspace = { name: "workstation", id: "" };
    return {
      ...place({ port: ports[0], accessUrl, pattern: wildcard, flags: door.flags, workspace }),
      door: { ...door, port: ports[0] },
      portOf: () => balancer.port,
      async begin(one, flags) {
        const two = await createDoorServer({ ...door, port: ports[1], flags: { ...door.flags, ...flags } });
        await two.start();
        const client = await signInClient(one);
        const enrolled = (await client.post("/api/v1/workspaces", { name: workspace.name })).json<{
          workspace: { id: string };
          token: string;
        }>();
        workspace.id = enrolled.workspace.id;
        const agent = startAgent({ url: accessUrl, token: enrolled.token });
        await expect.poll(agent.log, { timeout: 60_000 }).toContain("Connected to 2 replicas");
        return async () => {
          await agent.stop();
          const leaks = findSecretsInLog(two.log(), two.dataDir, []);
          await two.close();
          expect(leaks, "secrets in the other replica's log").toEqual([]);
        };
      },
      close,
    };
  },
};
