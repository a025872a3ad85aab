/** A machine with an agent: added over the API, its ports and apps open through the tunnel that it dials. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { startAgent, type AgentProcess } from "./models/agent-process.ts";
import type { DoorServer } from "./models/door-server.ts";
import type { HttpClient } from "./models/http-client.ts";
import { expectProblem } from "./models/problem.ts";

interface Enrolled {
  workspace: { id: string; name: string; state: string };
  token: string;
  command: string;
}

const test = base.extend<{
  client: HttpClient;
  startApp(): Promise<number>;
  start(door: DoorServer, token: string, config?: string): Promise<AgentProcess>;
}>({
  client: async ({ door }, use) => use(await signInClient(door)),
  startApp: async ({}, use) => {
    const servers: ReturnType<typeof createServer>[] = [];
    await use(async () => {
      const server = createServer((request, response) => void response.end(`hello ${request.url ?? ""}`));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return (server.address() as AddressInfo).port;
    });
    for (const server of servers) server.close();
  },
  start: async ({}, use) => {
    const agents: AgentProcess[] = [];
    await use(async (door, token, config) => {
      const agent = startAgent({ url: door.origin, token, ...(config !== undefined && { config }) });
      agents.push(agent);
      return agent;
    });
    await Promise.all(agents.map((agent) => agent.stop()));
  },
});

const enrol = async (client: HttpClient, name: string) => (await client.post("/api/v1/workspaces", { name })).json<Enrolled>();
const stateOf = (client: HttpClient, id: string) => async () =>
  (await client.get(`/api/v1/workspaces/${id}`)).json<{ state: string }>().state;
/** An agent is a program to be started, and says what it sees when it has looked: on a busy machine either takes its time. */
const soon = { timeout: 60_000 };

test("a machine is added, comes online with its agent, opens its ports, goes offline with it and comes back", async ({
  door,
  client,
  startApp,
  start,
  page,
}) => {
  const port = await startApp();
  const { workspace, token, command } = await enrol(client, "box");
  expect(workspace).toMatchObject({ name: "box", state: "offline" });
  expect(command).toBe(`LATCHKEY_TOKEN=${token} latchkey agent --url ${door.origin}`);
  const agent = await start(door, token);
  await expect.poll(stateOf(client, workspace.id), soon).toBe("online");
  const host = `${port}--box--ada.apps.latchkey.localhost:${new URL(door.origin).port}`;
  // What it is and what listens there come after it is online, one by one.
  await expect
    .poll(async () => (await client.get(`/api/v1/workspaces/${workspace.id}`)).json(), soon)
    .toMatchObject({
      facts: { platform: "linux" },
      ports: expect.arrayContaining([expect.objectContaining({ port, host })]) as unknown,
    });
  const url = `http://${host}/deep?x=1`;
  await page.context().addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: door.origin })));
  await page.goto(url);
  await expect(page.getByText("hello /deep?x=1")).toBeVisible();
  await agent.stop();
  // The door hears of it a moment after the agent has ended.
  await expect.poll(stateOf(client, workspace.id), soon).toBe("offline");
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "The machine is offline" })).toBeVisible();
  await start(door, token);
  // The page tries again by itself.
  await expect(page.getByText("hello /deep?x=1")).toBeVisible(soon);
});

test("an agent whose token is revoked is cut off and stops; one whose door restarts comes back", async ({ door, client, start }) => {
  const { workspace, token } = await enrol(client, "box");
  const agent = await start(door, token);
  await expect.poll(stateOf(client, workspace.id), soon).toBe("online");
  await door.stop();
  await door.start();
  await expect.poll(stateOf(client, workspace.id), soon).toBe("online");
  expect((await client.delete(`/api/v1/keys/${token.split("_")[1] ?? ""}`)).status).toBe(204);
  const { exitCode, output } = await agent.ended;
  expect([exitCode, output]).toEqual([77, expect.stringMatching(/revoked/)]);
  await expect.poll(stateOf(client, workspace.id), soon).toBe("offline");
});

test("F7 a second agent with the same token is refused while the first runs, dials on, and takes over when it has gone", async ({
  door,
  client,
  start,
}) => {
  const { workspace, token } = await enrol(client, "box");
  const first = await start(door, token);
  await expect.poll(stateOf(client, workspace.id), soon).toBe("online");
  const second = await start(door, token);
  await expect.poll(second.log, soon).toContain("Another agent runs with this token");
  const kinds = async () => {
    const { activity } = (await client.get(`/api/v1/workspaces/${workspace.id}/activity`)).json<{ activity: { kind: string }[] }>();
    return activity.map(({ kind }) => kind);
  };
  expect(await kinds()).toEqual(["agent_refused"]);
  expect(await stateOf(client, workspace.id)()).toBe("online");
  await first.stop();
  await expect.poll(second.log, { timeout: 60_000 }).toContain("Connected to");
  await expect.poll(kinds, soon).toEqual(["agent_moved", "agent_refused"]);
  const view = async () => (await client.get(`/api/v1/workspaces/${workspace.id}`)).json<{ takenOver?: object }>().takenOver;
  expect(await view()).toMatchObject({ place: expect.stringContaining("127.0.0.1") as unknown });
  expect((await client.post(`/api/v1/workspaces/${workspace.id}/agent/confirm`)).status).toBe(204);
  expect(await view()).toBeUndefined();
});

test("a token that is no agent's, an unknown one and a name that is taken are said in one line", async ({ door, client, start }) => {
  const made = (await client.post("/api/v1/keys", { name: "t" })).json<{ token: string }>();
  expect((await (await start(door, made.token)).ended).output).toContain("not an agent's");
  expect((await (await start(door, `lk_${"0".repeat(16)}_${"a".repeat(32)}`)).ended).output).toContain("does not know this token");
  await enrol(client, "box");
  expectProblem(await client.post("/api/v1/workspaces", { name: "box" }), 409, "name_taken");
  for (const name of ["Box", "a--b", "this-machine", "", "x".repeat(33)]) {
    expect(expectProblem(await client.post("/api/v1/workspaces", { name }), 400, "bad_request").field).toBe("name");
  }
  // An agent's token opens the tunnel of its workspace and nothing else.
  const { token } = await enrol(client, "other");
  expectProblem(
    await client.get("/api/v1/workspaces", { headers: { cookie: null, authorization: `Bearer ${token}` } }),
    403,
    "scope_missing",
  );
});

test("apps of the agent's latchkey.yaml are on the list, and its port rules hold", async ({ door, client, start, startApp }) => {
  const [open, closed] = [await startApp(), await startApp()];
  const config = `apps:\n  docs:\n    url: http://127.0.0.1:${open}/start\n    name: Documents\nports:\n  deny: [${closed}]\n`;
  const { workspace, token } = await enrol(client, "box");
  await start(door, token, config);
  const apps = async () => (await client.get(`/api/v1/workspaces/${workspace.id}`)).json<{ apps: object[] }>().apps;
  await expect
    .poll(apps, soon)
    .toEqual([expect.objectContaining({ slug: "docs", name: "Documents", path: "/start", fromFile: true, health: "healthy" })]);
  const shared = await client.request("PUT", `/api/v1/workspaces/${workspace.id}/ports/${closed}`, { body: { sharing: "public" } });
  expect(shared.status).toBe(200);
  const host = `${closed}--box--ada.apps.latchkey.localhost:${new URL(door.origin).port}`;
  expect((await client.get("/", { headers: { host, cookie: null, accept: "application/json" } })).status).toBe(502);
});
