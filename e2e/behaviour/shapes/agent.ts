import { expect } from "@playwright/test";
import { signInClient } from "../../fixtures.ts";
import { startAgent } from "../../models/agent-process.ts";
import { findFreePort } from "../../models/free-port.ts";
import { ownHosts, place, type Shape } from "../shape.ts";

/** On another machine, whose agent dials out. It is this one too, for its ports are what there is to open. */
export const throughAgent: Shape = {
  name: "a machine with an agent",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    const accessUrl = `http://latchkey.localhost:${port}`;
    const workspace = { name: "workstation", id: "" };
    const made = place({ port, accessUrl, pattern: `*.apps.latchkey.localhost:${port}`, flags: {}, workspace });
    return {
      ...made,
      async begin(door) {
        const client = await signInClient(door);
        const enrolled = (await client.post("/api/v1/workspaces", { name: workspace.name })).json<Enrolled>();
        workspace.id = enrolled.workspace.id;
        const agent = startAgent({ url: accessUrl, token: enrolled.token });
        const state = async () => (await client.get(`/api/v1/workspaces/${workspace.id}`)).json<{ state: string }>().state;
        await expect.poll(state, { timeout: 60_000 }).toBe("online");
        return agent.stop;
      },
    };
  },
};

interface Enrolled {
  workspace: { id: string };
  token: string;
}
