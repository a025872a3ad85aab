import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { openContextRest } from "./async-context.ts";

const { run } = AsyncLocalStorage.prototype;
let rest: ReturnType<typeof openContextRest>;
beforeAll(() => void (rest = openContextRest()));
afterAll(() => void (AsyncLocalStorage.prototype.run = run));

/** Answers each request when it is told to, with what is seen in its context by then. */
async function open(storage: AsyncLocalStorage<string>) {
  const finish = new Map<string, () => void>();
  const answer = rest.after(async (request, response) => {
    const path = request.url ?? "";
    await storage.run(path, async () => {
      await new Promise<void>((resolve) => finish.set(path, resolve));
      response.end(storage.getStore() ?? "nothing");
    });
  });
  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const ask = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      get({ host: "127.0.0.1", port, path, agent: false }, (answered) => {
        let text = "";
        answered.on("data", (chunk: Buffer) => (text += chunk.toString())).once("end", () => resolve(text));
      }).once("error", reject);
    });
  const begun = (path: string) => expect.poll(() => finish.has(path)).toBe(true);
  return { ask, begun, finish: (path: string) => finish.get(path)?.() };
}

it("leaves an answer its context for as long as it takes, whoever else has been answered meanwhile", async () => {
  const storage = new AsyncLocalStorage<string>();
  const { ask, begun, finish } = await open(storage);
  const slow = ask("/slow");
  await begun("/slow");
  const quick = ask("/quick");
  await begun("/quick");
  finish("/quick");
  expect(await quick).toBe("/quick");
  await delay(600);
  finish("/slow");
  expect(await slow).toBe("/slow");
});

it("puts contexts away when nothing is being answered, and whoever comes next has one again", async () => {
  const storage = new AsyncLocalStorage<string>();
  const { ask, begun, finish } = await open(storage);
  let seen = "";
  const timer = storage.run("left behind", () => setInterval(() => (seen = storage.getStore() ?? "nothing"), 10));
  onTestFinished(() => clearInterval(timer));
  const answered = ask("/a");
  await begun("/a");
  finish("/a");
  expect(await answered).toBe("/a");
  // From Node 24 on they cost nothing, and are left alone.
  const isPutAway = Number(process.versions.node.split(".")[0]) < 24;
  await expect.poll(() => seen).toBe(isPutAway ? "nothing" : "left behind");
  const again = ask("/b");
  await begun("/b");
  finish("/b");
  expect(await again).toBe("/b");
});
