/** Terminals and those who may not have them: other people, other origins, ended sessions. */
import { createPerson, signInClient } from "./fixtures.ts";
import type { HttpClient } from "./models/http-client.ts";
import { member } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { deadWithinMs } from "./models/promise.ts";
import { kinds, tryTerminalHandshake } from "./models/viewer-socket.ts";
import { expect, here, listTerminals, openTerminal, test } from "./terminal-fixtures.ts";

test("another person has none of it; an administrator where the owner lets them, as long as that", async ({ door, client, attach }) => {
  await createPerson(door, member);
  const admin = { email: "cy@latchkey.example", name: "cy", password: "amber-Gantry-5-over-a-fjord" };
  const args = ["users", "create", "--email", admin.email, "--name", admin.name, "--role", "admin", "--password-stdin"];
  expect((await door.latchkey(args, `${admin.password}\n`)).exitCode).toBe(0);
  const [bo, cy] = [await signInClient(door, member), await signInClient(door, admin)];
  const { id } = await openTerminal(client, { name: "ours" });
  const tryAll = async (other: HttpClient) =>
    Promise.all([
      other.get(`${here}/terminals`),
      other.post(`${here}/terminals`, {}),
      other.request("PATCH", `/api/v1/terminals/${id}`, { body: { name: "theirs" } }),
      other.delete(`/api/v1/terminals/${id}`),
      other.get(`${here}/activity`),
      other.get(`${here}/settings`),
      other.request("PUT", `${here}/settings`, { body: { adminTerminals: true } }),
    ]);
  for (const other of [bo, cy]) {
    for (const answer of await tryAll(other)) expectProblem(answer, 404, "not_found");
    expect(await listTerminals(other, "/api/v1/terminals")).toEqual([]);
    expect(await attach(id, { as: other }).closed).toEqual({ code: 4004, reason: "not_found" });
  }
  await client.request("PUT", `${here}/ports/4321`, { body: { sharing: "authenticated" } });
  for (const answer of await tryAll(bo)) expectProblem(answer, 403, "forbidden");

  const allowed = await client.request("PUT", `${here}/settings`, { body: { adminTerminals: true } });
  expect([allowed.status, allowed.json()]).toEqual([200, { adminTerminals: true, maxSharing: "authenticated" }]);
  for (const answer of await tryAll(bo)) expectProblem(answer, 403, "forbidden");
  expect(await listTerminals(cy)).toMatchObject([{ id, name: "ours" }]);
  expectProblem(await cy.request("PUT", `${here}/settings`, { body: { adminTerminals: false } }), 403, "forbidden");
  const socket = attach(id, { as: cy, viewer: "cy" });
  await socket.json(kinds.hello);
  await client.request("PUT", `${here}/settings`, { body: { adminTerminals: false } });
  expect(await inTime(socket.closed)).toEqual({ code: 4004, reason: "not_found" });
  const seen = async () => {
    const answer = await client.get(`${here}/activity`);
    const { activity, more } = answer.json<{ activity: { kind: string; who: string; subject: string }[]; more: boolean }>();
    return { activity: activity.map(({ kind, who, subject }) => `${who} ${kind} ${subject}`.trim()), more };
  };
  await expect.poll(seen).toEqual({
    activity: ["ada admin_terminals_off", "cy terminal_attached ours", "ada admin_terminals_on", "ada terminal_opened ours"],
    more: false,
  });
});

test("SEC-41 a socket is opened by the door's own pages alone", async ({ door, client }) => {
  const { id } = await openTerminal(client);
  const cookie = client.cookieHeader();
  expect(await tryTerminalHandshake(door, id, { cookie })).toBe(101);
  expect(await tryTerminalHandshake(door, id, { cookie: "" })).toBe(401);
  const { host } = new URL(door.origin);
  for (const origin of [
    `http://8080--this-machine--ada.apps.${host}`,
    `http://evil.${host}`,
    "http://evil.example",
    "null",
    "",
    door.origin.toUpperCase(),
    door.origin.replace("localhost:", "localhost.:"),
    door.origin.replace(/:\d+$/, ":1"),
    door.origin.replace("http:", "https:"),
    `${door.origin}/`,
    null,
  ]) {
    expect(await tryTerminalHandshake(door, id, { cookie, origin }), String(origin)).toBe(403);
  }
});

test("SEC-28 a revoked session's terminals close with 4001 within 5 s, nothing passes after, and the shell lives on", async ({
  door,
  client,
  attach,
}) => {
  // Two loops: a read with a time-out loses what it has read of a line when the machine is busy.
  const { id } = await openTerminal(client, {
    command: "stty -echo; while sleep 0.05; do echo tick; done & while read word; do echo heard-$word; done",
  });
  const other = await signInClient(door);
  const socket = attach(id, { as: other });
  await socket.until("tick");
  const { keys } = (await client.get("/api/v1/keys")).json<{ keys: { id: string; current: boolean }[] }>();
  const revoked = keys.find(({ current }) => !current)?.id ?? "";
  expect((await client.delete(`/api/v1/keys/${revoked}`)).status).toBe(204);
  socket.type("secret\n");
  expect(await inTime(socket.closed)).toEqual({ code: 4001, reason: "session_revoked:ended_elsewhere" });
  expect(await tryTerminalHandshake(door, id, { cookie: other.cookieHeader() })).toBe(401);
  const mine = attach(id, { viewer: "mine" });
  await mine.until("tick");
  mine.type("open\n");
  await mine.until("heard-open");
  expect(mine.text()).not.toContain("heard-secret");
});

/** The promise, with its own limit. */
function inTime<T>(asked: Promise<T>): Promise<T | "not in time"> {
  return Promise.race([asked, new Promise<"not in time">((resolve) => setTimeout(resolve, deadWithinMs, "not in time"))]);
}
