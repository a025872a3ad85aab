/** Regional proxies as those who run them see them: who is one, what is refused and how it says so, and what it does when the primary is not there. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "./models/free-port.ts";
import { createHttpClient } from "./models/http-client.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { knocksAsProxy } from "./models/proxy-knock.ts";
import { expect, expectConnected, openApp, test, withinMs, type Region } from "./proxy-fixtures.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

const tokenEnded = /token/;

test("a token that is wrong, unknown or of a deleted proxy is 401 at the primary, and ends the process with one line and exit code 77", async ({
  region,
}) => {
  const [right, deleted] = [await region.add("Sydney"), await region.add("Gone")];
  expect((await region.client.delete(`/api/v1/proxies/${deleted.id}`)).status).toBe(204);
  const tokens = {
    wrong: `${right.token.slice(0, -4)}${right.token.endsWith("AAAA") ? "BBBB" : "AAAA"}`,
    unknown: `lk_${"0".repeat(16)}_${"A".repeat(32)}`,
    deleted: deleted.token,
  };
  for (const [what, token] of Object.entries(tokens)) {
    const answer = await askAs(region, token, "decide");
    expectProblem(answer, 401, "invalid_token");
    expect([what, await knocksAsProxy(region.door, { authorization: `Bearer ${token}` })]).toEqual([what, 401]);
    const { exitCode, output } = await (await region.start({ token })).ended;
    expect([what, exitCode]).toEqual([what, 77]);
    expect(output.split("\n").filter((line) => line.startsWith("latchkey: "))).toEqual([expect.stringMatching(tokenEnded)]);
  }
});

test("SEC-39 a proxy's token is kept as a hash, and is in no file of the door and in no log", async ({ region }) => {
  const { token } = await region.add();
  const proxy = await region.start({ token });
  await expectConnected(region, proxy);
  await openApp(region, proxy);
  const secret = token.split("_")[2] ?? "";
  expect(secret).toHaveLength(32);
  const kept = readdirSync(region.door.dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(region.door.dataDir, entry.name)).toString("latin1"));
  expect(kept.join("")).toContain(createHash("sha256").update(secret).digest("hex"));
  expect(kept.some((text) => text.includes(secret))).toBe(false);
  for (const log of [region.door.log(), proxy.output()]) expect(log).not.toContain(secret);
});

test("a new token cuts the process with the old one off within 5 s, deleting likewise, and a new name changes nothing", async ({
  region,
}) => {
  const { id, token } = await region.add();
  const first = await region.start({ token });
  await expectConnected(region, first);
  const person = await openApp(region, first);
  expect((await region.client.request("PATCH", `/api/v1/proxies/${id}`, { body: { name: "Melbourne" } })).status).toBe(200);
  expect((await person.ask(`${region.appUrl(first)}/x`)).status).toBe(200);
  const renewed = await region.client.post(`/api/v1/proxies/${id}/token`);
  expect(renewed.status, renewed.text).toBe(201);
  await expectSentAway(first.ended);

  const second = await region.start({ token: renewed.json<{ token: string }>().token, port: first.port });
  await expectConnected(region, second);
  expect((await person.ask(`${region.appUrl(second)}/x`)).status).toBe(200);
  expect(second.output()).not.toMatch(/answered 4\d\d/);
  expect((await region.client.delete(`/api/v1/proxies/${id}`)).status).toBe(204);
  await expectSentAway(second.ended);
});

test("what a proxy cannot be is refused with one line that names the setting", async ({ region, startDoor }) => {
  const { host } = new URL(region.accessUrl);
  const taken = await region.open();
  const { token } = await region.add("Another");
  const refused = async (given: Parameters<Region["start"]>[0]) => {
    const { exitCode, output } = await (await region.start(given)).ended;
    return [exitCode, output.split("\n").filter((line) => line.startsWith("latchkey: "))];
  };
  expect(await refused({ token, wildcard: `*.apps.${host}` })).toEqual([77, [expect.stringContaining("--wildcard-access-url")]]);
  expect(await refused({ token, wildcard: taken.wildcard, accessUrl: "http://other.latchkey.localhost:{port}" })).toEqual([
    77,
    [expect.stringContaining("--wildcard-access-url")],
  ]);
  expect(await refused({ token, accessUrl: region.accessUrl })).toEqual([2, [expect.stringContaining("--access-url")]]);

  // Behind a reverse proxy that ends https, as doors mostly are.
  const port = await findFreePort();
  const secure = await startDoor({ port, setUp: false, flags: { "access-url": `https://latchkey.localhost:${port}` } });
  const client = secure.client();
  expect((await client.post("/api/v1/setup", owner)).status).toBe(201);
  const added = (await client.post("/api/v1/proxies", { name: "Plain" })).json<{ token: string }>();
  expect(await refused({ token: added.token, primaryUrl: `http://latchkey.localhost:${port}` })).toEqual([
    77,
    [expect.stringMatching(/--access-url is http.*https/)],
  ]);
});

test("a proxy whose primary is not there says so, and connects by itself when it is; and again when it restarts or is killed", async ({
  region,
}) => {
  const { door, accessUrl } = region;
  const { token } = await region.add();
  await door.stop();
  const proxy = await region.start({ token });
  await proxy.waitFor("Dialling again");
  expect(proxy.output()).toContain(`The primary at ${new URL(accessUrl).host}`);
  const front = createHttpClient(proxy.accessUrl, { port: proxy.port });
  expect([(await front.get("/healthz")).status, (await front.get("/readyz")).status]).toEqual([200, 503]);
  await door.start();
  await expectConnected(region, proxy);
  await expect.poll(async () => (await front.get("/readyz")).status).toBe(200);
  const person = await openApp(region, proxy);
  for (const end of [door.stop, door.kill]) {
    const before = connectionsOf(proxy.output());
    await end();
    await door.start();
    await expect.poll(() => connectionsOf(proxy.output()), { timeout: 60_000 }).toBeGreaterThan(before);
    await expect.poll(async () => (await person.ask(`${region.appUrl(proxy)}/x`)).status, { timeout: 60_000 }).toBe(200);
  }
});

test("a proxy whose clock is ten minutes off says so and works", async ({ region }) => {
  const shifting = fileURLToPath(new URL("models/shifted-clock.mjs", import.meta.url));
  for (const [minutes, said] of [
    [10, "10 minutes ahead of the door's"],
    [-10, "10 minutes behind the door's"],
  ] as const) {
    const { token } = await region.add(`Off by ${minutes}`);
    const name = minutes > 0 ? "early" : "late";
    const proxy = await region.start({
      ...{ token, env: { NODE_OPTIONS: `--import file://${shifting}`, SHIFT_MINUTES: String(minutes) } },
      ...{ accessUrl: `http://${name}.latchkey.localhost:{port}`, wildcard: `*.${name}.latchkey.localhost:{port}` },
    });
    await expectConnected(region, proxy);
    expect(proxy.output()).toContain(said);
    const person = await openApp(region, proxy);
    expect((await person.navigate(`${region.appUrl(proxy)}/page`)).hops).toEqual([]);
    expect((await person.ask(`${region.accessUrl}/api/v1/session`, { method: "DELETE" })).status).toBe(204);
    await expect.poll(async () => (await person.ask(`${region.appUrl(proxy)}/x`)).status, { timeout: withinMs }).toBe(401);
  }
});

async function askAs({ door }: Region, token: string, what: string) {
  return door.client().post(`/api/v1/proxy/${what}`, {}, { headers: { authorization: `Bearer ${token}`, origin: null } });
}

async function expectSentAway(ended: Promise<{ exitCode: number | null; output: string }>): Promise<void> {
  const since = performance.now();
  const { exitCode, output } = await ended;
  expect(performance.now() - since).toBeLessThan(withinMs);
  expect(exitCode).toBe(77);
  expect(output).toMatch(/latchkey: The token was exchanged, or the proxy deleted/);
}

function connectionsOf(output: string): number {
  return output.split("Connected to the door").length - 1;
}
