/** Replicas behind nginx and Caddy, as deploy/ sets them up: what people ask during a rolling restart is answered, the first time. */
import { setUpOwner, type StartOptions } from "./fixtures.ts";
import type { DoorServer } from "./models/door-server.ts";
import { exchange } from "./models/exchange.ts";
import { findFreePort } from "./models/free-port.ts";
import { createHttpClient } from "./models/http-client.ts";
import { owner } from "./models/people.ts";
import { createVisitor } from "./models/visitor.ts";
import { expect, test as base } from "./reverse-proxy-fixtures.ts";
import { openPostgres, type TestPostgres } from "./upstreams/postgres.ts";

const test = base.extend<{ postgres: TestPostgres }>({
  postgres: async ({}, use) => {
    const postgres = await openPostgres();
    await use(postgres);
    await postgres.close();
  },
});

const secret = "q7Rv3kWz8LnT5xYc1BmD4sFh6JgP9aEu";

for (const file of ["nginx.conf", "Caddyfile"] as const) {
  test(`${file}: two replicas are restarted one after the other, and nobody who asks meanwhile has to ask again`, async ({
    postgres,
    openFront,
    startDoor,
  }) => {
    test.setTimeout(300_000);
    const front = await openFront(file, 2);
    const replica = (port: number, metricsPort: number): StartOptions => ({
      port,
      setUp: false,
      env: { LATCHKEY_DATABASE_URL: postgres.url, LATCHKEY_SESSION_SECRETS: secret, LATCHKEY_LOCAL_WORKSPACE: "off" },
      flags: { "access-url": front.origin, "trusted-proxies": "127.0.0.1", "metrics-address": `127.0.0.1:${metricsPort}` },
    });
    const ports = [await findFreePort(), await findFreePort()] as const;
    const one = { door: await startDoor(replica(front.doorPort, ports[0])), answered: () => countAnswers(ports[0]) };
    const two = { door: await startDoor(replica(front.secondPort, ports[1])), answered: () => countAnswers(ports[1]) };
    await setUpOwner(one.door);
    const person = createVisitor({ accessUrl: front.origin, portOf: () => front.port });
    await person.signIn(owner);

    let isOver = false;
    const statuses: number[] = [];
    const headers = { cookie: person.cookieHeader(front.origin) };
    const asking = Array.from({ length: 3 }, async () => {
      while (!isOver) statuses.push((await exchange(`${front.origin}/api/v1/session`, front.port, { headers })).status);
    });
    for (const { door } of [one, two]) {
      await door.restart();
      await expectAsked(one);
      await expectAsked(two);
    }
    isOver = true;
    await Promise.all(asking);
    expect(statuses.length).toBeGreaterThan(20);
    expect([...new Set(statuses)]).toEqual([200]);
  });
}

/** The reverse proxy knows that it is there. */
async function expectAsked({ answered }: { door: DoorServer; answered(): Promise<number> }): Promise<void> {
  const before = await answered();
  await expect.poll(answered, { timeout: 60_000 }).toBeGreaterThan(before);
}

async function countAnswers(metricsPort: number): Promise<number> {
  const { text } = await createHttpClient(`http://127.0.0.1:${metricsPort}`).get("/metrics");
  return [...text.matchAll(/^latchkey_http_answers_total\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}
