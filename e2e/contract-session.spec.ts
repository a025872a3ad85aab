import { createPerson, expect, signInClient, test } from "./fixtures.ts";
import { parseSetCookie, type HttpClient } from "./models/http-client.ts";
import { member, owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { deadWithinMs } from "./models/promise.ts";

const month = 30 * 86_400;
const cookieAttributes = { path: "/", httponly: "", samesite: "Lax", "max-age": String(month) };

test("POST /session answers 201 with user, key and a cookie whose Max-Age is the lifetime exactly", async ({ sharedDoor }) => {
  const client = sharedDoor.client();
  const answer = await client.post("/api/v1/session", { email: owner.email, password: owner.password });
  expect(answer.status).toBe(201);
  const { user, key } = answer.json<{ user: object; key: { id: string; lifetimeSeconds: number } }>();
  expect(user).toMatchObject({ email: owner.email, name: owner.name, role: "owner" });
  expect(key).toMatchObject({ kind: "session", lifetimeSeconds: month, current: true, deviceId: null });
  expect(key.id).toMatch(/^[0-9a-z]{16}$/);
  expect(answer.setCookies).toHaveLength(1);
  const cookie = parseSetCookie(answer.setCookies[0] ?? "");
  expect(cookie.name).toMatch(/^latchkey_session-[0-9a-f]{8}$/);
  expect(cookie.value).toMatch(/^Fe26\.2\*/);
  expect(cookie.attributes).toEqual(cookieAttributes);
  expect(answer.headers["cache-control"]).toContain("no-store");
});

test("GET /session answers user, key and device, and without a cookie 401 no_session", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const answer = await client.get("/api/v1/session");
  expect(answer.status).toBe(200);
  expect(answer.json()).toMatchObject({ user: { email: owner.email }, key: { kind: "session", current: true }, device: null });
  expect(answer.setCookies).toEqual([]); // nothing to renew within the first hour
  expectProblem(await sharedDoor.client().get("/api/v1/session"), 401, "no_session");
});

test("DELETE /session answers 204, clears the cookie with its own attributes, and the cookie is dead", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const stolen = client.cookieHeader();
  const name = stolen.slice(0, stolen.indexOf("="));
  const answer = await client.delete("/api/v1/session");
  expect(answer.status).toBe(204);
  expect(parseSetCookie(answer.setCookies[0] ?? "")).toEqual({ name, value: "", attributes: { ...cookieAttributes, "max-age": "0" } });
  const replayed = await sharedDoor.client().get("/api/v1/session", { headers: { cookie: stolen } });
  const problem = expectProblem(replayed, 401, "session_revoked");
  expect(problem.reason).toBe("signed_out");
  expect(Math.abs(Date.now() - Date.parse(problem.endedAt ?? ""))).toBeLessThan(60_000);
});

test("signing in again makes a new key each time", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const first = client.cookieHeader();
  await signInClient(sharedDoor, owner, client);
  expect(client.cookieHeader()).not.toBe(first);
});

test("wrong credentials are 401 invalid_credentials and set no cookie; too many are 429 with Retry-After", async ({ door }) => {
  const attempt = (password: string) => door.client().post("/api/v1/session", { email: owner.email, password });
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await attempt(`wrong-${tries}`);
    expectProblem(answer, 401, "invalid_credentials");
    expect(answer.setCookies).toEqual([]);
  }
  const limited = await attempt(owner.password);
  const problem = expectProblem(limited, 429, "rate_limited");
  expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
  expect(problem.retryAfterSeconds).toBe(Number(limited.headers["retry-after"]));
});

test("a changed password ends the other sessions with its reason, and only the new one signs in", async ({ door }) => {
  const [here, there] = [await signInClient(door), await signInClient(door)];
  const next = "amber-Transom-4-beneath-the-elm";
  expectProblem(await here.post("/api/v1/account/password", { current: "wrong", next }), 403, "wrong_password");
  expectProblem(await here.post("/api/v1/account/password", { current: owner.password, next: "password1" }), 400, "weak_password");
  expect((await there.get("/api/v1/session")).status).toBe(200);
  expect((await here.post("/api/v1/account/password", { current: owner.password, next })).status).toBe(204);
  expect((await here.get("/api/v1/session")).status).toBe(200);
  expect(expectProblem(await there.get("/api/v1/session"), 401, "session_revoked").reason).toBe("password_changed");
  expectProblem(await door.client().post("/api/v1/session", { email: owner.email, password: owner.password }), 401, "invalid_credentials");
  await signInClient(door, { ...owner, password: next });
});

test("a suspended person gets 401 user_suspended, and after activation signs in anew", async ({ door }) => {
  await createPerson(door, member);
  const client = await signInClient(door, member);
  expect((await door.latchkey(["users", "suspend", "--email", member.email])).exitCode).toBe(0);
  await expect.poll(async () => (await client.get("/api/v1/session")).status, { timeout: deadWithinMs }).toBe(401);
  expectProblem(await client.get("/api/v1/session"), 401, "user_suspended");
  expect((await door.latchkey(["users", "activate", "--email", member.email])).exitCode).toBe(0);
  await signInClient(door, member);
  expect((await client.get("/api/v1/session")).status).toBe(401);
});

test("of several cookies with the name the good one is found in any order and the losers are expired; too many heal with the next request", async ({
  sharedDoor,
}) => {
  const [alive, dead] = [await signInClient(sharedDoor), await signInClient(sharedDoor)];
  const [good, stale] = [alive.cookieHeader(), dead.cookieHeader()];
  const name = good.slice(0, good.indexOf("="));
  await dead.delete("/api/v1/session");
  for (const header of [
    `${good}; ${stale}`,
    `${stale}; ${good}`,
    `${name}=; other=1; ${stale}; ${good}`,
    `${`${stale}; `.repeat(20)}${good}`,
  ]) {
    const answer = await sharedDoor.client().get("/api/v1/session", { headers: { cookie: header } });
    expect(answer.status, header.slice(0, 60)).toBe(200);
    const set = answer.setCookies.map(parseSetCookie);
    expect(set.every((cookie) => cookie.name === name)).toBe(true);
    // The host-only cookie of the door itself is never among the expired: the winner keeps it.
    expect(
      set.filter((cookie) => cookie.attributes["max-age"] === "0" && cookie.attributes["path"] === "/" && !cookie.attributes["domain"]),
    ).toEqual([]);
    expect(set.some((cookie) => cookie.attributes["max-age"] === "0")).toBe(true);
  }
  const forged = Array.from({ length: 20 }, (_, index) => `${good.slice(0, -9)}${String(index).padStart(7, "x")}~2`);
  const header = [...forged.slice(0, 10), good, ...forged.slice(10)].join("; ");
  const many = await sharedDoor.client().get("/api/v1/session", { headers: { cookie: header } });
  expectProblem(many, 401, "no_session");
  const places = many.setCookies.map(parseSetCookie);
  expect(places.every((cookie) => cookie.attributes["max-age"] === "0")).toBe(true);
  for (const path of ["/", "/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/session"])
    expect(places.some((cookie) => cookie.attributes["path"] === path && cookie.attributes["domain"] === "latchkey.localhost")).toBe(true);
  expect(places.some((cookie) => cookie.attributes["path"] === "/" && !cookie.attributes["domain"])).toBe(false);
  expect((await sharedDoor.client().get("/api/v1/session", { headers: { cookie: good } })).status).toBe(200);
});

test("localhost and 127.0.0.1 are aliases: the API answers there with a cookie of their own", async ({ sharedDoor }) => {
  for (const host of ["localhost", "127.0.0.1"]) {
    const client: HttpClient = sharedDoor.client(`http://${host}:${sharedDoor.port}`);
    const answer = await client.post("/api/v1/session", { email: owner.email, password: owner.password });
    expect(answer.status, answer.text).toBe(201);
    expect(parseSetCookie(answer.setCookies[0] ?? "").attributes).toEqual(cookieAttributes);
    expect((await client.get("/api/v1/session")).status).toBe(200);
  }
});

test("a document of an alias moves on to the access URL in a browser that can resolve it", async ({ sharedDoor, page }) => {
  await page.goto(`http://localhost:${sharedDoor.port}/devices?x=1`);
  await expect(page).toHaveURL((url) => url.origin === sharedDoor.origin && url.search.includes("next=%2Fdevices%3Fx%3D1"));
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});
