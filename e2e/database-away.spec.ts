import { expect, signInClient, test as base, type StartOptions } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { deadWithinMs } from "./models/promise.ts";
import { openPostgres, type TestPostgres } from "./upstreams/postgres.ts";

const test = base.extend<{ postgres: TestPostgres; onPostgres: StartOptions }>({
  postgres: async ({}, use) => {
    const postgres = await openPostgres();
    await use(postgres);
    await postgres.close();
  },
  onPostgres: async ({ postgres }, use) => use({ env: { LATCHKEY_DATABASE_URL: postgres.url } }),
});

test("SEC-18 a database that does not answer is 503 with Retry-After, never 401, and nobody is signed out by it", async ({
  startDoor,
  postgres,
  onPostgres,
  page,
}) => {
  const door = await startDoor(onPostgres);
  const [warm, cold] = [await signInClient(door), await signInClient(door)];
  const screen = createDoorPage(page, door.origin);
  await screen.signIn(owner);
  await door.restart(); // which forgets what it knew of keys
  expect((await warm.get("/api/v1/session")).status).toBe(200);
  await screen.open("/");
  await screen.expectHome();

  await postgres.stop();
  const answers = [
    await cold.get("/api/v1/session"),
    await warm.get("/api/v1/keys"),
    await door.client().post("/api/v1/session", { email: owner.email, password: owner.password }),
    await door.client().get("/api/v1/session", { headers: { authorization: `Bearer lk_${"0".repeat(16)}_${"A".repeat(32)}` } }),
  ];
  for (const answer of answers) {
    expectUnavailable(answer);
    expect(answer.setCookies).toEqual([]);
  }
  expect((await door.client().get("/readyz")).status).toBe(503);
  expect((await door.client().get("/healthz")).status).toBe(200);
  await screen.open("/devices");
  await expect(page.getByText(/The database is not answering. You are still signed in/).first()).toBeVisible();

  await postgres.start();
  await expect(screen.heading("Devices")).toBeVisible({ timeout: 30_000 });
  // The screen may say it itself as well as the banner, until both have asked again.
  await expect(page.getByText(/The database is not answering/)).toHaveCount(0, { timeout: 30_000 });
  // Until the door has its connections again it may say once more that it cannot tell; never that nobody is signed in.
  for (const client of [warm, cold]) {
    const said = new Set<number>();
    const ask = async () => {
      const { status } = await client.get("/api/v1/session");
      said.add(status);
      return status;
    };
    await expect.poll(ask).toBe(200);
    expect([...said].filter((status) => status !== 503)).toEqual([200]);
  }
});

test("two doors on one PostgreSQL start at once, know the same people, and a revocation at one is in force at the other within 5 s", async ({
  startDoor,
  onPostgres,
}) => {
  const accessUrl = "http://latchkey.localhost:19999";
  const options = { ...onPostgres, flags: { "access-url": accessUrl, "session-secrets": "k8Vw2pQz7LmR4tYx9BnC6dFg3HjS5aEu" } };
  const [one, two] = await Promise.all([startDoor({ ...options, setUp: false }), startDoor({ ...options, setUp: false })]);
  expect((await one.client().post("/api/v1/setup", owner)).status).toBe(201);
  const here = await signInClient(one);
  const there = two.client();
  for (const [name, value] of here.cookies) there.cookies.set(name, value);
  expect((await there.get("/api/v1/session")).status).toBe(200);
  expect((await here.delete("/api/v1/session")).status).toBe(204);
  await expect.poll(async () => (await there.get("/api/v1/session")).status, { timeout: deadWithinMs }).toBe(401);
});

function expectUnavailable(answer: Parameters<typeof expectProblem>[0]): void {
  expectProblem(answer, 503, "unavailable");
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
}
