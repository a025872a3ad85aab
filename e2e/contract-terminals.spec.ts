/** contract.md, "API": terminals, as a program uses them: real shells behind the running server, and the socket of a viewer. */
import { signInClient } from "./fixtures.ts";
import { openLiveSocket } from "./models/live-socket.ts";
import { expectProblem } from "./models/problem.ts";
import { kinds, openViewerSocket, tryTerminalHandshake } from "./models/viewer-socket.ts";
import { expect, here, listTerminals, openTerminal, test, type Terminal } from "./terminal-fixtures.ts";

test("a terminal is opened, listed, named and ended", async ({ client, attach }) => {
  expect(await listTerminals(client)).toEqual([]);
  const terminal = await openTerminal(client, { name: "work", command: "sleep 1000", cwd: "/", columns: 90, rows: 20 });
  expect(terminal).toMatchObject({ workspaceId: "this-machine", name: "work", columns: 90, rows: 20, viewers: 0, ended: null });
  for (const time of [terminal.createdAt, terminal.activeAt]) expect(new Date(time).toISOString()).toBe(time);
  expect(await listTerminals(client)).toMatchObject([{ id: terminal.id, name: "work" }]);
  expect(await listTerminals(client, "/api/v1/terminals")).toMatchObject([{ id: terminal.id, workspaceId: "this-machine" }]);
  await expect.poll(async () => (await listTerminals(client))[0]?.command).toBe("sleep");
  const renamed = await client.request("PATCH", `/api/v1/terminals/${terminal.id}`, { body: { name: "play" } });
  expect(renamed.json<{ terminal: Terminal }>().terminal.name).toBe("play");
  expect((await listTerminals(client))[0]?.name).toBe("play");
  const socket = attach(terminal.id);
  await socket.json(kinds.hello);
  expect((await client.delete(`/api/v1/terminals/${terminal.id}`)).status).toBe(204);
  expect(await listTerminals(client)).toEqual([]);
  expect(await socket.json(kinds.ended)).toEqual({ exitCode: null, signal: "SIGHUP" });
  // Gone, not kept to say how it ended: whoever ended it knows.
  await expect.poll(async () => (await attach(terminal.id).closed).code).toBe(4004);
  expectProblem(await client.delete(`/api/v1/terminals/${terminal.id}`), 404, "not_found");
});

test("what is not valid is 400 and names the field; what is not there is 404", async ({ client }) => {
  for (const [field, body] of [
    ["command", { command: "" }],
    ["cwd", { cwd: "x".repeat(5_000) }],
    ["name", { name: "a\u0007b" }],
    ["name", { name: 7 }],
    ["columns", { columns: 0 }],
    ["rows", { rows: 10_000 }],
  ] as const) {
    expect(expectProblem(await client.post(`${here}/terminals`, body), 400, "bad_request").field).toBe(field);
  }
  expect(expectProblem(await client.post(`${here}/terminals`, { cwd: "/no/such" }), 502, "terminal_failed").detail).toContain("/no/such");
  for (const id of ["this-machine.none", "none", "this-machine.%20", "elsewhere.x"]) {
    expectProblem(await client.delete(`/api/v1/terminals/${id}`), 404, "not_found");
    expectProblem(await client.request("PATCH", `/api/v1/terminals/${id}`, { body: { name: "x" } }), 404, "not_found");
  }
  expectProblem(await client.post("/api/v1/workspaces/none/terminals", {}), 404, "not_found");
  expectProblem(await client.get("/api/v1/workspaces/none/terminals"), 404, "not_found");
});

test("a shell is typed into, resized, and ends with its exit code and 1000", async ({ client, attach }) => {
  const { id } = await openTerminal(client);
  const socket = attach(id);
  expect(await socket.json(kinds.hello)).toMatchObject({ received: 0, terminal: { columns: 100, rows: 30, viewers: 1 } });
  socket.type("echo $((6*7))-$TERM; stty size\n");
  await socket.until("42-xterm-256color");
  await socket.until("30 100");
  let typed = "echo $((6*7))-$TERM; stty size\n".length;
  socket.size(120, 40);
  await expect.poll(() => socket.messages.some(({ kind, payload }) => kind === kinds.size && payload.readUInt16BE() === 120)).toBe(true);
  const next = "stty size; exit 7\n";
  socket.type(next, typed);
  typed += next.length;
  expect(await socket.json(kinds.ended)).toEqual({ exitCode: 7, signal: null });
  expect(socket.text()).toContain("40 120");
  expect(await socket.closed).toEqual({ code: 1000, reason: "ended" });
  expect(socket.received()).toBe(typed);
});

test("a count goes on through a lost connection and a restart of the door, with no line lost or doubled", async ({
  door,
  client,
  attach,
}) => {
  const { id } = await openTerminal(client, {
    command: 'stty -echo; read go; for n in $(seq 1 40); do echo "<$n>"; sleep 0.1; done; read end',
  });
  let text = "";
  const first = attach(id);
  await first.json(kinds.hello);
  first.type("go\n");
  await first.until("<5>");
  first.drop();
  text += first.text();
  const second = attach(id, { offset: first.offset() });
  await second.until("<10>");
  const closing = second.closed;
  await door.restart();
  expect((await closing).code).toBe(1012);
  text += second.text();
  const third = attach(id, { offset: second.offset() });
  expect(await third.json(kinds.hello)).toMatchObject({ received: 3 });
  await third.until("<40>");
  text += third.text();
  expect([...text.matchAll(/<(\d+)>/g)].map(([, count]) => Number(count))).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  // Sent again, because its confirmation might have been lost: the terminal has it already.
  third.type("go\n");
  third.type("end\n", 3);
  expect(await third.json(kinds.ended)).toEqual({ exitCode: 0, signal: null });
});

test("a terminal of a machine with an agent works the same, and says when the machine is offline", async ({ client, attach, agentOf }) => {
  const { id: workspace, agent, start } = await agentOf("box");
  const path = `/api/v1/workspaces/${workspace}`;
  const { id } = await openTerminal(client, { name: "far" }, path);
  const socket = attach(id);
  await socket.json(kinds.hello);
  socket.type("echo pid-$$-\n");
  await socket.until(/pid-\d+-/);
  expect(await listTerminals(client, "/api/v1/terminals")).toMatchObject([{ id, name: "far", workspaceId: workspace }]);
  await agent.stop();
  expect(await socket.closed).toMatchObject({ code: 4003 });
  expect((await attach(id).closed).code).toBe(4003);
  expect(await listTerminals(client, `${path}/terminals`)).toEqual([]);
  expectProblem(await client.post(`${path}/terminals`, {}), 503, "workspace_offline");
  await start();
  expect((await client.delete(`/api/v1/terminals/${id}`)).status).toBe(404); // an agent that starts in a new home has other terminals
});

test("a token needs the scope for each, and opens the socket with it", async ({ door, client }) => {
  const token = async (scope: string) =>
    (await client.post("/api/v1/keys", { name: scope, scopes: [scope] })).json<{ token: string }>().token;
  const bearer = async (scope: string) => ({ headers: { cookie: null, authorization: `Bearer ${await token(scope)}` } });
  const { id } = await openTerminal(client);
  const [reads, writes, shares] = [await bearer("terminals:read"), await bearer("terminals:write"), await bearer("workspaces:write")];
  expect((await client.get(`${here}/terminals`, reads)).status).toBe(200);
  expectProblem(await client.get(`${here}/terminals`, shares), 403, "scope_missing");
  expectProblem(await client.post(`${here}/terminals`, {}, shares), 403, "scope_missing");
  expectProblem(await client.post(`${here}/terminals`, {}, reads), 403, "scope_missing");
  expectProblem(await client.request("PUT", `${here}/settings`, { body: { adminTerminals: true }, ...shares }), 403, "scope_missing");
  expect((await client.post(`${here}/terminals`, {}, writes)).status).toBe(201);
  const dial = (authorization: string) => openViewerSocket({ port: door.port, origin: door.origin, id, headers: { authorization } });
  await dial(writes.headers.authorization).json(kinds.hello);
  expect(await tryTerminalHandshake(door, id, { authorization: reads.headers.authorization })).toBe(403);
});

test("open screens are told when a terminal comes and goes", async ({ door, client }) => {
  const live = await openLiveSocket(door.port, door.origin, client.cookieHeader());
  const { id } = await openTerminal(client);
  const told = () => live.messages.filter((message) => (message as { what?: string }).what === "terminals").length;
  await expect.poll(told).toBeGreaterThan(0);
  const before = told();
  expect((await client.delete(`/api/v1/terminals/${id}`)).status).toBe(204);
  await expect.poll(told).toBeGreaterThan(before);
  live.close();
});

test("the password is asked for again where the door is set to, and taken", async ({ startDoor }) => {
  const door = await startDoor({ flags: { "terminal-password-after": "24h" } });
  const client = await signInClient(door);
  await openTerminal(client, { command: "sleep 1000" });
  expectProblem(await client.post("/api/v1/session/confirm", { password: "not-It-at-all-77" }), 403, "wrong_password");
  expect((await client.post("/api/v1/session/confirm", { password: "ochre-Kettle-7-under-the-quay" })).status).toBe(204);
  expectProblem(await door.client().post("/api/v1/session/confirm", { password: "x" }), 401, "no_session");
});
