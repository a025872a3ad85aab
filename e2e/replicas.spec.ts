/** Two replicas on one real PostgreSQL, and a load balancer that sends each connection to the next of them: it is one door all the same. */
import { signInClient } from "./fixtures.ts";
import { startAgent } from "./models/agent-process.ts";
import { createTestDevice } from "./models/device.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { openLiveSocket } from "./models/live-socket.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { kinds, openViewerSocket } from "./models/viewer-socket.ts";
import { createVisitor } from "./models/visitor.ts";
import { appUrl, at, expect, expectOpens, test } from "./replica-fixtures.ts";
import { listTerminals, openTerminal } from "./terminal-fixtures.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

/** At once is a second or two; the rest is for a machine that has other things to do. */
const atOnce = { timeout: 15_000 };

test("a session that began at one replica is good at the other, and ended there it is over here at once, sockets too", async ({
  replicas: { one, two },
  client,
}) => {
  const there = at(two, client);
  expect((await there.get("/api/v1/session")).status).toBe(200);
  const [live, other] = [await openLiveSocket(two.port, two.origin, client.cookieHeader()), await signInClient(one)];
  const keyId = (await client.get("/api/v1/session")).json<{ key: { id: string } }>().key.id;
  expect((await other.delete(`/api/v1/keys/${keyId}`)).status).toBe(204);
  const endedAt = performance.now();
  expect(await live.closed).toMatchObject({ code: 4001, reason: "session_revoked:ended_elsewhere" });
  expect(performance.now() - endedAt).toBeLessThan(atOnce.timeout);
  expectProblem(await there.get("/api/v1/session"), 401, "session_revoked");
});

test("attempts to sign in are counted together", async ({ replicas: { one, two } }) => {
  const attempt = (door: DoorServer) => door.client().post("/api/v1/session", { email: owner.email, password: "not-It-at-all-77" });
  // At once: they are counted before a password is looked at, and for a minute, in which a busy machine may not look at seven.
  const answers = await Promise.all([one, two, one, two, one, two, one].map(attempt));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([401, 401, 401, 401, 401, 429, 429]);
});

test("a device that was challenged by one is given its session back by the other, and the challenge works once", async ({
  replicas: { one, two },
}) => {
  const device = createTestDevice();
  const signedIn = await one
    .client()
    .post("/api/v1/session", { email: owner.email, password: owner.password, deviceKey: device.publicJwk });
  const { deviceId } = signedIn.json<{ deviceId: string }>();
  const { challenge } = (await one.client().post("/api/v1/session/resume", { deviceId })).json<{ challenge: string }>();
  const proof = { deviceId, challenge, signature: device.sign(two.origin, deviceId, challenge) };
  const resumed = two.client();
  expect((await resumed.post("/api/v1/session/resume", proof)).status).toBe(200);
  // The cookie that the one has never seen, and knows no secret of.
  expect((await at(one, resumed).get("/api/v1/session")).status).toBe(200);
  expectProblem(await one.client().post("/api/v1/session/resume", proof), 401);
});

test("a hand-over that one begins and authorizes is redeemed by the other, and its code works once", async ({
  replicas,
  client: _owner,
  addMachine,
  app,
}) => {
  const { one, two, accessUrl } = replicas;
  await addMachine("box");
  // The app's host is served by the one, the door by the other.
  const visitor = createVisitor({ accessUrl, portOf: (url) => (new URL(url).origin === accessUrl ? one.port : two.port) });
  await visitor.signIn();
  const opened = await visitor.navigate(`${appUrl(replicas, "box", app)}/deep?x=1`);
  expect([opened.answer.status, opened.answer.text]).toEqual([200, "answers /deep?x=1"]);
  const redeemed = opened.hops.map(({ url }) => url).find((url) => url.includes("latchkey_code="));
  expect(redeemed).toBeDefined();
  const again = createVisitor({ accessUrl, portOf: () => one.port });
  again.cookies.push(...visitor.cookies.filter(({ name }) => !name.includes("app_session")));
  expect((await again.visit(redeemed ?? "")).setCookies.filter((line) => line.includes("app_session"))).toEqual([]);
});

test("what is changed at one is so at the other at once, and open pages there are told", async ({ replicas, client, addMachine, app }) => {
  const { one, two } = replicas;
  const { id, path } = await addMachine("box");
  const live = await openLiveSocket(two.port, two.origin, client.cookieHeader());
  const heard = (what: string) => live.messages.filter((message) => (message as { what?: string }).what === what).length;
  const anonymous = async () =>
    (await two.client().get("/", { headers: { host: new URL(appUrl(replicas, "box", app)).host, accept: "application/json" } })).status;
  expect(await anonymous()).toBe(401);
  const [keys, workspaces] = [heard("keys"), heard("workspaces")];
  expect((await client.request("PUT", `${path}/ports/${app}`, { body: { sharing: "public" } })).status).toBe(200);
  await expect.poll(anonymous, atOnce).toBe(200);
  await expect.poll(() => heard("workspaces")).toBeGreaterThan(workspaces);
  expect((await client.request("PUT", `${path}/ports/${app}`, { body: { sharing: "owner" } })).status).toBe(200);
  await expect.poll(anonymous, atOnce).toBe(401);
  expect((await client.post("/api/v1/keys", { name: "made at the one" })).status).toBe(201);
  await expect.poll(() => heard("keys")).toBeGreaterThan(keys);
  // A machine added at one is on the list of the other, and one removed is not.
  const names = async () => (await at(two, client).get("/api/v1/workspaces")).json<{ workspaces: { name: string }[] }>().workspaces;
  expect((await at(one, client).post("/api/v1/workspaces", { name: "second" })).status).toBe(201);
  await expect.poll(async () => (await names()).map(({ name }) => name), atOnce).toEqual(["box", "second"]);
  expect((await client.delete(path)).status).toBe(204);
  await expect.poll(async () => (await names()).map(({ name }) => name), atOnce).toEqual(["second"]);
  expect(id).not.toBe("");
  live.close();
});

test("a terminal opened at one is listed, seen and typed into through the other, and is in the log once", async ({
  replicas: { two },
  client,
  addMachine,
}) => {
  const { path } = await addMachine("box");
  const there = at(two, client);
  const live = await openLiveSocket(two.port, two.origin, client.cookieHeader());
  const { id } = await openTerminal(client, { name: "work", command: "cat" }, path);
  await expect.poll(async () => (await listTerminals(there, `${path}/terminals`)).map((each) => each.id), atOnce).toEqual([id]);
  await expect.poll(() => live.messages.some((message) => (message as { what?: string }).what === "terminals")).toBe(true);
  const viewer = openViewerSocket({ port: two.port, origin: two.origin, id, headers: { cookie: client.cookieHeader() } });
  await viewer.json(kinds.hello);
  viewer.type("over there\n");
  await viewer.until(/over there\r\nover there/);
  viewer.drop();
  const kindsOf = async () =>
    (await there.get(`${path}/activity`)).json<{ activity: { kind: string }[] }>().activity.map(({ kind }) => kind);
  await expect.poll(kindsOf, atOnce).toEqual(["terminal_opened"]);
  expect((await there.delete(`/api/v1/terminals/${id}`)).status).toBe(204);
  await expect.poll(async () => listTerminals(client, `${path}/terminals`), atOnce).toEqual([]);
  live.close();
});

test("an agent has a tunnel to each replica: one can be killed, and has its tunnel again when it is back", async ({
  replicas,
  addMachine,
  app,
}) => {
  const { one, two } = replicas;
  await addMachine("box");
  await one.kill();
  await expectOpens(replicas, two, "box", app);
  await one.start();
  await expectOpens(replicas, one, "box", app);
  await expectOpens(replicas, two, "box", app);
});

test("F7 another process with the same token is refused at every replica while the first runs, and then works at every replica", async ({
  replicas,
  client,
  addMachine,
  app,
}) => {
  const { path, agent } = await addMachine("box");
  const { token } = (await client.post(`${path}/token`)).json<{ token: string }>();
  expect((await agent.ended).exitCode).toBe(77);
  const first = startAgent({ url: replicas.accessUrl, token });
  for (const door of [replicas.one, replicas.two]) await expectOpens(replicas, door, "box", app);
  const second = startAgent({ url: replicas.accessUrl, token });
  await expect.poll(second.log, { timeout: 30_000 }).toContain("Another agent runs with this token");
  for (const door of [replicas.one, replicas.two]) await expectOpens(replicas, door, "box", app);
  expect(second.log()).not.toContain("Connected to");
  await first.stop();
  await expect.poll(second.log, { timeout: 60_000 }).toContain("Connected to");
  for (const door of [replicas.one, replicas.two]) await expectOpens(replicas, door, "box", app);
  await second.stop();
});

test("the doctor counts them and finds nothing bad", async ({ replicas: { one, accessUrl, wildcard } }) => {
  const settings = { "http-address": `127.0.0.1:${one.port}`, "access-url": accessUrl, "wildcard-access-url": wildcard };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  // Each says every 5 s that it runs, and is missed when it has not said so for 15.
  await expect(async () => {
    const { stdout } = await one.latchkey(["doctor", ...flags]);
    expect(stdout).toMatch(/^ok +replicas +2 run: /m);
    expect(stdout).toMatch(/^Nothing is bad/m);
  }).toPass({ timeout: 90_000 });
});

test("a browser behind the load balancer signs in, and is told at one replica what is done at the other", async ({
  replicas,
  client,
  page,
}) => {
  const screen = createDoorPage(page, replicas.accessUrl);
  await screen.signIn(owner);
  await screen.open("/devices");
  await expect(screen.button(/^End session on /)).toHaveCount(1);
  await Promise.all([replicas.one, replicas.two].map((door) => signInClient(door)));
  await expect(screen.button(/^End session on /)).toHaveCount(3);
  expect((await client.delete("/api/v1/keys?except=current")).status).toBe(204);
  await expect(screen.heading("Sign in")).toBeVisible();
});
