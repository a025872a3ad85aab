/** Two replicas of one door behind a load balancer, and machines whose agents know the load balancer alone. */
import { createServer } from "node:http";
import { expect, setUpOwner, signInClient, test as base } from "./fixtures.ts";
import { startAgent, type AgentProcess } from "./models/agent-process.ts";
import type { DoorServer } from "./models/door-server.ts";
import { listenOnFreePort } from "./models/free-port.ts";
import { createHttpClient, type HttpClient } from "./models/http-client.ts";
import { findSecretsInLog } from "./models/log-secrets.ts";
import { member, owner } from "./models/people.ts";
import { openReplicas, type Replicas } from "./models/replicas.ts";
import { createVisitor } from "./models/visitor.ts";

export { expect };

/** Where something of the door is asked: at one replica, or at whichever is next. */
export interface Place {
  port: number;
  origin: string;
}

export interface Machine {
  id: string;
  path: string;
  agent: AgentProcess;
}

export const test = base.extend<{
  replicas: Replicas;
  /** The owner, signed in at the first; the cookie is good at both. */
  client: HttpClient;
  /** Adds a machine, whose agent knows the load balancer alone. Resolves when both replicas have a tunnel to it. */
  addMachine(name: string): Promise<Machine>;
  /** The port of an app that says which request it answers. */
  app: number;
}>({
  replicas: async ({}, use) => {
    const replicas = await openReplicas();
    const { one, two } = replicas;
    await Promise.all([one.start(), two.start()]);
    await setUpOwner(one);
    await use(replicas);
    const leaks = [one, two].flatMap((door) => findSecretsInLog(door.log(), door.dataDir, [owner.password, member.password]));
    await replicas.close();
    expect(leaks, "secrets in a replica's log").toEqual([]);
  },
  client: async ({ replicas }, use) => use(await signInClient(replicas.one)),
  addMachine: async ({ replicas, client, app }, use) => {
    const agents: AgentProcess[] = [];
    await use(async (name) => {
      const made = (await client.post("/api/v1/workspaces", { name })).json<{ workspace: { id: string }; token: string }>();
      const agent = startAgent({ url: replicas.accessUrl, token: made.token });
      agents.push(agent);
      for (const door of [replicas.one, replicas.two]) await expectOpens(replicas, door, name, app);
      return { id: made.workspace.id, path: `/api/v1/workspaces/${made.workspace.id}`, agent };
    });
    await Promise.all(agents.map((agent) => agent.stop()));
  },
  app: async ({}, use) => {
    const server = createServer((request, response) => void response.end(`answers ${request.url ?? ""}`));
    await use(await listenOnFreePort(server));
    server.closeAllConnections();
    server.close();
  },
});

/** The same jar at another place of the same door. */
export function at({ port, origin }: Place, client: HttpClient): HttpClient {
  const other = createHttpClient(origin, { port });
  for (const [name, value] of client.cookies) other.cookies.set(name, value);
  return other;
}

export function appUrl({ wildcard }: Replicas, workspace: string, port: number): string {
  return `http://${wildcard.replace("*", `${port}--${workspace}--${owner.name}`)}`;
}

/** Asks for the app as its owner until this replica has the machine's tunnel: only then is it anything but offline. */
export async function expectOpens(replicas: Replicas, { port }: DoorServer, workspace: string, app: number): Promise<void> {
  const visitor = createVisitor({ accessUrl: replicas.accessUrl, portOf: () => port });
  let isSignedIn = false;
  await expect(async () => {
    if (!isSignedIn) await visitor.signIn();
    isSignedIn = true;
    const { answer } = await visitor.navigate(`${appUrl(replicas, workspace, app)}/opened`);
    expect([answer.status, answer.text]).toEqual([200, "answers /opened"]);
  }).toPass({ timeout: 90_000, intervals: [250] });
}
