/** Each part of a whole deployment is killed while people work: two replicas, PostgreSQL, a regional proxy, and a machine with fifty terminals. */
import { counting, openCountingViewer, type CountingViewer } from "./models/counting-viewer.ts";
import { findFreePort } from "./models/free-port.ts";
import { owner } from "./models/people.ts";
import { startProxy, type ProxyProcess } from "./models/proxy-process.ts";
import { startSteadyLoad, type Question, type SteadyLoad } from "./models/steady-load.ts";
import { startWriter } from "./models/steady-writer.ts";
import { createVisitor } from "./models/visitor.ts";
import { appUrl, at, expect, test } from "./replica-fixtures.ts";
import { openTerminal } from "./terminal-fixtures.ts";

const requestsPerSecond = 200;
const terminalCount = 50;
/** What a terminal's socket is closed with when nobody is signed in any more. */
const sessionEnded = 4001;
/** The aim is 10 s, and a busy machine has taken 30: how long it took is in the test's annotations, and nothing is held to a time here. */
const wellWithin = { timeout: 90_000, intervals: [250] };

test("a proxy, a replica and PostgreSQL killed in turn under load: no answer is wrong, nobody is signed out, no terminal loses a byte", async ({
  replicas,
  client: owners,
  addMachine,
  app,
}, info) => {
  test.setTimeout(900_000);
  const { one, two, balancer, postgres, accessUrl } = replicas;
  const anyone = { port: balancer.port, origin: accessUrl };
  const client = at(anyone, owners);
  const { path } = await addMachine("box");
  const { token, proxy: made } = (await client.post("/api/v1/proxies", { name: "Sydney" })).json<{
    token: string;
    proxy: { id: string };
  }>();
  const proxyPort = await findFreePort();
  const region = { id: made.id, port: proxyPort, host: `sydney.latchkey.localhost:${proxyPort}` };
  const openProxy = async () => {
    const started = await startProxy({
      ...{ primaryUrl: accessUrl, token, port: proxyPort },
      ...{ accessUrl: "http://sydney.latchkey.localhost:{port}", wildcard: "*.sydney.latchkey.localhost:{port}" },
    });
    await started.waitFor("Connected to the door");
    return started;
  };
  let proxy: ProxyProcess = await openProxy();
  const bases = {
    "through the door": appUrl(replicas, "box", app),
    "through the proxy": `http://${app}--box--${owner.name}.sydney.latchkey.localhost:${proxyPort}`,
  };
  const visitor = createVisitor({ accessUrl, portOf: (url) => Number(new URL(url).port) });
  await visitor.signIn();
  for (const base of Object.values(bases))
    await expect(async () => expect((await visitor.navigate(`${base}/begin`)).answer.text).toBe("answers /begin")).toPass(wellWithin);

  // Half of them through the proxy, as long as it is there.
  const openings = Array.from({ length: terminalCount }, async (_each, index) => {
    const { id } = await openTerminal(client, { command: counting.onceInASecond }, path);
    return openCountingViewer(anyone, client, id, index % 2 === 0 ? region : undefined);
  });
  const terminals = await Promise.all(openings);
  expect(terminals.map(({ through }) => through())).toContain("proxy");
  const session: Question = {
    kind: "the session",
    url: `${accessUrl}/api/v1/session`,
    headers: { cookie: client.cookieHeader(), "latchkey-passive": "1" },
    isRight: (text) => text.includes(owner.email),
  };
  const apps = Object.entries(bases).map(([kind, base]) => ({ kind, base, headers: { cookie: visitor.cookieHeader(`${base}/`) } }));
  const loadedAt = performance.now();
  const load = startSteadyLoad(requestsPerSecond, (n) => {
    const to = apps[n % 5];
    if (!to) return session;
    return { kind: to.kind, url: `${to.base}/n/${n}`, headers: to.headers, isRight: (text) => text === `answers /n/${n}` };
  });
  const writer = startWriter(client);

  const parts = {
    "the proxy": {
      kill: () => proxy.kill(),
      start: async () => void (proxy = await openProxy()),
      goesOn: ["the session", "through the door"],
    },
    "a replica": { kill: one.kill, start: one.start, goesOn: ["the session", "through the door", "through the proxy"] },
    "the other replica": { kill: two.kill, start: two.start, goesOn: ["the session", "through the door", "through the proxy"] },
    PostgreSQL: { kill: postgres.kill, start: postgres.start, goesOn: ["through the proxy"] },
  };
  await expectWell(load, terminals);
  for (const [name, { kill, start, goesOn }] of Object.entries(parts)) {
    await test.step(`${name} is killed`, async () => {
      await kill();
      await expectMore(goesOn.map((kind) => () => load.answered(kind)));
      await start();
      const since = performance.now();
      await expectWell(load, terminals);
      for (const door of [replicas.one, replicas.two])
        await expect.poll(async () => (await at(door, client).get("/readyz")).status, wellWithin).toBe(200);
      info.annotations.push({ type: `well after ${name} was back`, description: `${Math.round(performance.now() - since)} ms` });
      expect(load.wrong).toEqual([]);
    });
  }
  const perSecond = Math.round((load.asked * 1000) / (performance.now() - loadedAt));
  info.annotations.push({ type: "requests", description: `${load.asked}, ${perSecond} in a second` });
  await load.stop();
  expect(load.wrong).toEqual([]);

  // What was answered as written down is there.
  const written = await writer.stop();
  const { keys } = (await client.get("/api/v1/keys")).json<{ keys: { id: string }[] }>();
  expect(written.filter((id) => !keys.some((key) => key.id === id))).toEqual([]);
  expect(written.length).toBeGreaterThan(0);
  expect(writer.refused).toEqual([]);
  for (const terminal of terminals) {
    const numbers = terminal.numbers();
    expect(numbers).toEqual(numbers.map((_each, index) => (numbers[0] ?? 0) + index));
  }
  for (const terminal of terminals) await terminal.close();
  expect(terminals.flatMap(({ closes }) => closes)).not.toContain(sessionEnded);
  await proxy.stop();
});

/** Every kind of request is answered, and every terminal goes on. */
async function expectWell(load: SteadyLoad, terminals: readonly CountingViewer[]): Promise<void> {
  const kinds = ["the session", "through the door", "through the proxy"].map((kind) => () => load.answered(kind));
  await expectMore([
    ...kinds,
    ...terminals.map(
      ({ numbers }) =>
        () =>
          numbers().length,
    ),
  ]);
}

/** Each of these counts goes on. */
async function expectMore(counts: readonly (() => number)[]): Promise<void> {
  const before = counts.map((count) => count());
  await expect.poll(() => counts.filter((count, index) => count() <= (before[index] ?? 0)).length, wellWithin).toBe(0);
}
