/** What ends at the primary ends at a proxy: sessions, sharing, people, tokens of agents. Also when the network between the two has just gone. */
import type { ClientRequest } from "node:http";
import { createPerson } from "./fixtures.ts";
import { openRequest } from "./models/exchange.ts";
import { createHttpClient } from "./models/http-client.ts";
import { member, owner } from "./models/people.ts";
import type { ProxyProcess } from "./models/proxy-process.ts";
import { knocksAsAgent } from "./models/proxy-knock.ts";
import type { Visitor } from "./models/visitor.ts";
import { expect, openApp, openMachine, openSocket, test, withinMs, type Region } from "./proxy-fixtures.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

const streams = {
  whole: "the proxy hears of it",
  cut: "its stream had just been cut",
  frozen: "its stream had just been frozen without a word",
} as const;

for (const [state, name] of Object.entries(streams) as [keyof typeof streams, string][]) {
  test(`SEC-28 signing out at the primary closes a socket and an event stream through a proxy within 5 s: ${name}`, async ({ region }) => {
    const proxy = await region.open();
    const person = await openApp(region, proxy);
    const { over } = await openLiveThings(region, proxy, person);
    region.wire.setStreams(state);
    expect((await person.ask(`${region.accessUrl}/api/v1/session`, { method: "DELETE" })).status).toBe(204);
    const endedAt = performance.now();
    await over;
    expect(performance.now() - endedAt).toBeLessThan(withinMs);
    // It was not told: it found out by itself that nobody would tell it.
    if (state !== "whole") await proxy.waitFor("The connection to the primary was lost.");
    await expect.poll(() => region.app.sockets.size).toBe(0);
    await expect.poll(async () => (await person.ask(`${region.appUrl(proxy)}/x`)).status, { timeout: withinMs }).toBe(401);

    // Somebody else goes on, and the network being back, so does hearing.
    region.wire.setStreams("whole");
    const other = await openApp(region, proxy);
    expect((await other.ask(`${region.appUrl(proxy)}/x`)).status).toBe(200);
  });
}

test("SEC-30 sharing that is taken back, and a person who is suspended, reach a proxy within 5 s", async ({ region }) => {
  await createPerson(region.door, member);
  const proxy = await region.open();
  const url = `${region.appUrl(proxy)}/x`;
  const status = (who: Visitor) => async () => (await who.ask(url)).status;
  await share(region, "authenticated");
  const [bo, nobody] = [await openApp(region, proxy, member), await region.visitor(null)];
  const { over } = await openLiveThings(region, proxy, bo);
  const since = performance.now();
  await share(region, "owner");
  await over;
  expect(performance.now() - since).toBeLessThan(withinMs);
  await expect.poll(status(bo), { timeout: withinMs }).toBe(404);

  await share(region, "public");
  for (const who of [bo, nobody]) await expect.poll(status(who), { timeout: withinMs }).toBe(200);
  // With their owner suspended, the apps are shut to everybody.
  const done = await region.door.latchkey(["users", "suspend", owner.email]);
  expect(done.exitCode, done.stderr).toBe(0);
  for (const who of [bo, nobody]) await expect.poll(status(who), { timeout: withinMs }).not.toBe(200);
});

test("an agent's machine opens through the proxy, and its token revoked cuts it off there within 5 s", async ({ region }) => {
  const { client, app } = region;
  const proxy = await region.open();
  const { id, token, agent, base } = await openMachine(region, proxy);
  const url = `${base}/page`;
  const person = await openApp(region, proxy, owner, base);
  // What a process has said is read later than what it did.
  await expect.poll(agent.log).toContain(`Connected to the proxy ${new URL(proxy.accessUrl).host}`);

  // At the proxy an agent's token opens its tunnel, and nothing else anywhere there.
  const front = createHttpClient(proxy.accessUrl, { port: proxy.port });
  const headers = { authorization: `Bearer ${token}` };
  const asAgent = createHttpClient(new URL(url).origin, { port: proxy.port });
  expect((await asAgent.get("/x", { headers })).status).toBe(401);
  for (const path of ["/api/v1/session", "/api/v1/proxy/decide", "/api/v1/workspaces"])
    expect([path, (await front.get(path, { headers })).status]).toEqual([path, 404]);
  expect(app.targets).not.toContain("/x");

  const socket = await openSocket(person, base);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  expect((await client.post(`/api/v1/workspaces/${id}/token`)).status).toBe(201);
  const since = performance.now();
  await closed;
  expect(performance.now() - since).toBeLessThan(withinMs);
  await expect.poll(() => knocksAsAgent(proxy, headers), { timeout: withinMs }).toBe(403);
  expect((await person.ask(url)).status).toBe(503);
  expect((await agent.ended).exitCode).toBe(77);
});

/** A WebSocket and an event stream of the app. Resolves when both are open; `over` when both have ended. */
async function openLiveThings(region: Region, proxy: ProxyProcess, person: Visitor): Promise<{ over: Promise<unknown> }> {
  const base = region.appUrl(proxy);
  const socket = await openSocket(person, base);
  const before = region.app.streams.length;
  const events = openEvents(`${base}/events`, person);
  const over = Promise.all([socket, events].map((each) => new Promise((resolve) => each.once("close", resolve))));
  await expect.poll(() => region.app.streams.length).toBe(before + 1);
  return { over };
}

function openEvents(url: string, person: Visitor): ClientRequest {
  const sent = openRequest(url, Number(new URL(url).port), { headers: { cookie: person.cookieHeader(url) } });
  sent.on("error", () => undefined); // cut, as it should be
  sent.end();
  return sent;
}

async function share({ client, app }: Region, sharing: string): Promise<void> {
  const answer = await client.request("PUT", `/api/v1/workspaces/this-machine/ports/${app.port}`, { body: { sharing } });
  expect(answer.status, answer.text).toBe(200);
}
