/** Replicas are restarted one after the other, as an upgrade does it, while people work. */
import { setTimeout as delay } from "node:timers/promises";
import { counting, openCountingViewer } from "./models/counting-viewer.ts";
import type { Answer } from "./models/http-client.ts";
import { appUrl, at, expect, expectOpens, test } from "./replica-fixtures.ts";
import { openTerminal } from "./terminal-fixtures.ts";

test("a rolling restart under load loses no request that can be retried and no terminal", async ({ replicas, client, addMachine, app }) => {
  test.setTimeout(240_000);
  const { one, two, balancer, accessUrl } = replicas;
  const anyone = { port: balancer.port, origin: accessUrl };
  const { path } = await addMachine("box");
  expect((await client.request("PUT", `${path}/ports/${app}`, { body: { sharing: "public" } })).status).toBe(200);
  const { id } = await openTerminal(client, { command: counting.tenInASecond }, path);
  const viewer = await openCountingViewer(anyone, client, id);
  const load = startLoad([
    () => at(anyone, client).get("/api/v1/session"),
    () => at(anyone, client).get("/api/v1/workspaces"),
    () => at(anyone, client).get(`${path}/terminals`),
    () => at(anyone, client).get("/", { headers: { host: new URL(appUrl(replicas, "box", app)).host } }),
  ]);
  for (const door of [one, two]) {
    await door.stop();
    await door.start();
    await expectOpens(replicas, door, "box", app);
  }
  const { statuses, answered } = await load.stop();
  expect([...statuses]).toEqual([200]);
  expect(answered).toBeGreaterThan(20);
  const seen = viewer.numbers().length;
  await expect.poll(() => viewer.numbers().length).toBeGreaterThan(seen);
  const numbers = viewer.numbers();
  expect(numbers).toEqual(numbers.map((_each, index) => (numbers[0] ?? 0) + index));
  expect(viewer.closes.length).toBeGreaterThan(0);
  await viewer.close();
});

/**
 * Asks each of these, one after the other and again, until it is stopped. What breaks before an answer is asked again, as whoever may does; and so
 * is what is told to wait, as where a machine is slower to find the new replica than a request waits for it.
 */
function startLoad(asked: readonly (() => Promise<Answer>)[]) {
  const statuses = new Set<number>();
  let answered = 0;
  let isOver = false;
  const persist = async (ask: () => Promise<Answer>) => {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await ask();
        if (answer.status !== 503 || answer.headers["retry-after"] === undefined || tries === 100) return answer;
        await delay(100);
      } catch (error) {
        if (tries === 100) throw error;
        await delay(100);
      }
    }
  };
  const loops = asked.map(async (ask) => {
    while (!isOver) {
      statuses.add((await persist(ask)).status);
      answered += 1;
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(loops);
      return { statuses, answered };
    },
  };
}
