/** Each part of a whole deployment is killed while people work: two replicas, PostgreSQL, a regional proxy, and a machine with fifty terminals. */
import { findFreePort } from "./models/free-port.ts";
import type { HttpClient } from "./models/http-client.ts";
import { owner } from "./models/people.ts";
import { startProxy, type ProxyProcess } from "./models/proxy-process.ts";
import { openResumingViewer } from "./models/resuming-viewer.ts";
import { startSteadyLoad, type Question, type SteadyLoad } from "./models/steady-load.ts";
import { createVisitor } from "./models/visitor.ts";
import { appUrl, at, expect, test, type Place } from "./replica-fixtures.ts";
import { openTerminal } from "./terminal-fixtures.ts";

const requestsPerSecond = 200;
const terminalCount = 50;
/** The aim is 10 s, and a busy machine has taken 30: how long it took is in the test's annotations, and nothing is held to a time here. */
const wellWithin = { timeout: 90_000, intervals: [250] };

test("a proxy, a replica and PostgreSQL killed in turn under load: no answer is wrong, nobody is signed out, no terminal loses a byte", async ({
  replicas,
  client: owners,
  addMachine,
  app,
}, info) => {
  test.setTimeout(900_000);
  const { one, balancer, postgres, accessUrl } = replicas;
  const anyone = { port: balancer.port, origin: accessUrl };
  const client = at(anyone, owners);
  const { path } = await addMachine("box");
  const token = (await client.post("/api/v1/proxies", { name: "Sydney" })).json<{ token: string }>().token;
  const proxyPort = await findFreePort();
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

  const terminals = await Promise.all(Array.from({ length: terminalCount }, () => openCounting(anyone, client, path)));
  const session: Question = {
    kind: "the session",
    url: `${accessUrl}/api/v1/session`,
    headers: { cookie: client.cookieHeader(), "latchkey-passive": "1" },
    isRight: (text) => text.includes(owner.email),
  };
  const apps = Object.entries(bases).map(([kind, base]) => ({ kind, base, headers: { cookie: visitor.cookieHeader(`${base}/`) } }));
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
  await load.stop();
  expect(load.wrong).toEqual([]);
  info.annotations.push({ type: "requests", description: String(load.asked) });

  // What was answered as written down is there.
  const made = await writer.stop();
  const { keys } = (await client.get("/api/v1/keys")).json<{ keys: { id: string }[] }>();
  expect(made.filter((id) => !keys.some((key) => key.id === id))).toEqual([]);
  expect(made.length).toBeGreaterThan(0);
  expect(writer.refused).toEqual([]);
  for (const terminal of terminals) {
    const numbers = terminal.numbers();
    expect(numbers).toEqual(numbers.map((_each, index) => (numbers[0] ?? 0) + index));
  }
  for (const terminal of terminals) await terminal.close();
  await proxy.stop();
});

/** Every kind of request is answered, and every terminal goes on. */
async function expectWell(load: SteadyLoad, terminals: readonly { numbers(): number[] }[]): Promise<void> {
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

/** Makes a token again and again. What breaks before an answer may have been made or not. */
function startWriter(client: HttpClient) {
  const made: string[] = [];
  const refused: string[] = [];
  let isOver = false;
  const writing = (async () => {
    for (let count = 0; !isOver; count += 1) {
      const answer = await client.post("/api/v1/keys", { name: `written ${count}` }).catch(() => null);
      if (answer?.status === 201) made.push(answer.json<{ key: { id: string } }>().key.id);
      else if (answer && answer.status < 500) refused.push(`${answer.status} ${answer.text}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  return {
    refused,
    async stop() {
      isOver = true;
      await writing;
      return made;
    },
  };
}

/** A terminal that counts, and a viewer that comes back whenever its socket closes, as a page does; it knows of each byte that is lost or comes twice. */
async function openCounting(place: Place, client: HttpClient, path: string) {
  const command = `exec bash -c 'n=0; while :; do read -t 1; n=$((n+1)); echo "<$n>"; done'`;
  const { id } = await openTerminal(client, { command }, path);
  const viewer = await openResumingViewer(place, client, id);
  let isOver = false;
  const staying = (async () => {
    for (;;) {
      const code = await viewer.closed();
      if (isOver) return;
      expect(code, "nobody is signed out").not.toBe(4001);
      await expect(viewer.open).toPass(wellWithin);
    }
  })();
  return {
    numbers: () => [...viewer.text().matchAll(/<(\d+)>/g)].map(([, count]) => Number(count)),
    async close() {
      isOver = true;
      viewer.close();
      await staying;
    },
  };
}
