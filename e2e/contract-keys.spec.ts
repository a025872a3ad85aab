import { createPerson, expect, signInClient, test } from "./fixtures.ts";
import type { HttpClient } from "./models/http-client.ts";
import { member, owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";

interface Key {
  id: string;
  name: string;
  kind: string;
  current: boolean;
  scopes: string[];
  lifetimeSeconds: number;
  expiresAt: string;
}

test("a token is shown once, in the form of the contract, and works as a bearer without cookie or Origin", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const answer = await client.post("/api/v1/keys", { name: "backup", lifetime: "12h" });
  expect(answer.status, answer.text).toBe(201);
  const { key, token } = answer.json<{ key: Key; token: string }>();
  expect(token).toMatch(/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}$/);
  expect(token.split("_")[1]).toBe(key.id);
  expect(key).toMatchObject({ name: "backup", kind: "token", lifetimeSeconds: 12 * 3600 });
  const list = await client.get("/api/v1/keys");
  expect(list.text).toContain(key.id);
  expect(list.text).not.toContain(token.split("_")[2]);

  const bearer = { headers: { authorization: `Bearer ${token}`, origin: null } };
  const session = await sharedDoor.client().get("/api/v1/session", bearer);
  expect(session.json()).toMatchObject({ user: { email: owner.email }, key: { id: key.id, kind: "token" } });
  expect(session.setCookies).toEqual([]);
  expect((await sharedDoor.client().delete(`/api/v1/keys/${key.id}`, bearer)).status).toBe(204);
  expectProblem(await sharedDoor.client().get("/api/v1/session", bearer), 401);
});

test("GET /keys lists the caller's living keys and marks the current one", async ({ door }) => {
  const [here, there] = [await signInClient(door), await signInClient(door)];
  await here.post("/api/v1/keys", { name: "backup" });
  const keys = await listKeys(here);
  expect(keys.map((key) => key.kind).sort()).toEqual(["session", "session", "token"]);
  expect(keys.filter((key) => key.current)).toHaveLength(1);
  const mine = (await here.get("/api/v1/session")).json<{ key: Key }>().key.id;
  expect(keys.find((key) => key.current)?.id).toBe(mine);
  await there.delete("/api/v1/session");
  expect((await listKeys(here)).map((key) => key.kind).sort()).toEqual(["session", "token"]);
});

test("DELETE /keys/{id} ends one's own key once; somebody else's and unknown ones are 404 alike", async ({ door }) => {
  await createPerson(door, member);
  const [mine, other, theirs] = [await signInClient(door), await signInClient(door), await signInClient(door, member)];
  const theirId = (await theirs.get("/api/v1/session")).json<{ key: Key }>().key.id;
  const foreign = expectProblem(await mine.delete(`/api/v1/keys/${theirId}`), 404, "not_found");
  const unknown = expectProblem(await mine.delete("/api/v1/keys/0123456789abcdef"), 404, "not_found");
  expect(foreign).toEqual(unknown);
  expect((await theirs.get("/api/v1/session")).status).toBe(200);

  const otherId = (await other.get("/api/v1/session")).json<{ key: Key }>().key.id;
  expect((await mine.delete(`/api/v1/keys/${otherId}`)).status).toBe(204);
  expect(expectProblem(await other.get("/api/v1/session"), 401, "session_revoked").reason).toBe("ended_elsewhere");
  expectProblem(await mine.delete(`/api/v1/keys/${otherId}`), 404, "not_found");
});

test("DELETE /keys?except=current ends the other sessions and leaves tokens", async ({ door }) => {
  const [here, one, two] = [await signInClient(door), await signInClient(door), await signInClient(door)];
  await here.post("/api/v1/keys", { name: "backup" });
  expect((await here.delete("/api/v1/keys?except=current")).status).toBe(204);
  for (const ended of [one, two]) expectProblem(await ended.get("/api/v1/session"), 401, "session_revoked");
  expect((await listKeys(here)).map((key) => key.kind).sort()).toEqual(["session", "token"]);
  expectProblem(await here.delete("/api/v1/keys"), 400, "bad_request");
});

test("a token takes lifetimes and scopes as written and refuses others", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const made = await client.post("/api/v1/keys", { name: "reader", lifetime: "30d", scopes: ["keys:read", "account:read"] });
  expect(made.json<{ key: Key }>().key).toMatchObject({ lifetimeSeconds: 30 * 86_400, scopes: ["keys:read", "account:read"] });
  for (const body of [
    {},
    { name: "" },
    { name: "x", lifetime: "soon" },
    { name: "x", lifetime: "-1d" },
    { name: "x", lifetime: "1s" },
    { name: "x", lifetime: "9999d" },
    { name: "x", scopes: ["everything"] },
    { name: "x", scopes: ["app_connect"] },
    { name: "x", scopes: "all" },
  ]) {
    expectProblem(await client.post("/api/v1/keys", body), 400, "bad_request");
  }
});

test("nobody makes a token that can do more than the key it is made with", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const { token } = (await client.post("/api/v1/keys", { name: "maker", scopes: ["keys:write"] })).json<{ token: string }>();
  const bearer = { headers: { authorization: `Bearer ${token}` } };
  expectProblem(await sharedDoor.client().post("/api/v1/keys", { name: "more", scopes: ["all"] }, bearer), 403, "scope_missing");
  expectProblem(await sharedDoor.client().get("/api/v1/keys", bearer), 403, "scope_missing");
  expect((await sharedDoor.client().post("/api/v1/keys", { name: "same", scopes: ["keys:write"] }, bearer)).status).toBe(201);
});

async function listKeys(client: HttpClient): Promise<Key[]> {
  return (await client.get("/api/v1/keys")).json<{ keys: Key[] }>().keys;
}
