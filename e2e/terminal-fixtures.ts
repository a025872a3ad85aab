/** Doors with real shells behind them, and what a program asks of them. */
import { expect, signInClient, test as base } from "./fixtures.ts";
import { startAgent, type AgentProcess } from "./models/agent-process.ts";
import type { DoorServer } from "./models/door-server.ts";
import type { HttpClient } from "./models/http-client.ts";
import { makeShellHome } from "./models/shell-home.ts";
import { openViewerSocket, type ViewerSocket } from "./models/viewer-socket.ts";

export { expect };

export interface Terminal {
  id: string;
  workspaceId: string;
  name: string | null;
  title: string;
  command: string;
  columns: number;
  rows: number;
  viewers: number;
  createdAt: string;
  activeAt: string;
  ended: { exitCode: number | null; signal: string | null } | null;
}

export const test = base.extend<{
  door: DoorServer;
  client: HttpClient;
  attach(id: string, more?: { as?: HttpClient; viewer?: string; offset?: number | null; to?: DoorServer }): ViewerSocket;
  agentOf(name: string): Promise<{ id: string; agent: AgentProcess; start(): Promise<AgentProcess> }>;
}>({
  /** A door whose shells have a home of their own. */
  door: async ({ startDoor }, use) => {
    const home = makeShellHome();
    await use(await startDoor({ env: home.env }));
    home.remove();
  },
  /** The owner, signed in. */
  client: async ({ door }, use) => use(await signInClient(door)),
  attach: async ({ door, client }, use) => {
    const sockets: ViewerSocket[] = [];
    await use((id, { as = client, ...more } = {}) => {
      const socket = openViewerSocket({ port: door.port, origin: door.origin, id, headers: { cookie: as.cookieHeader() }, ...more });
      sockets.push(socket);
      return socket;
    });
    for (const socket of sockets) socket.drop();
  },
  agentOf: async ({ door, client }, use) => {
    const agents: AgentProcess[] = [];
    await use(async (name) => {
      const made = (await client.post("/api/v1/workspaces", { name })).json<{ workspace: { id: string }; token: string }>();
      const { id } = made.workspace;
      const start = async () => {
        const agent = startAgent({ url: door.origin, token: made.token });
        agents.push(agent);
        const state = async () => (await client.get(`/api/v1/workspaces/${id}`)).json<{ state: string }>().state;
        await expect.poll(state, { timeout: 60_000 }).toBe("online");
        return agent;
      };
      return { id, agent: await start(), start };
    });
    await Promise.all(agents.map((agent) => agent.stop()));
  },
});
export const here = "/api/v1/workspaces/this-machine";

export async function openTerminal(client: HttpClient, body: object = {}, workspace = here): Promise<Terminal> {
  const answer = await client.post(`${workspace}/terminals`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json<{ terminal: Terminal }>().terminal;
}

export async function listTerminals(client: HttpClient, path = `${here}/terminals`): Promise<Terminal[]> {
  const answer = await client.get(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<{ terminals: Terminal[] }>().terminals;
}
