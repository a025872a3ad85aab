/** Broken and hostile apps against the whole server: whoever opens one gets a page or a cut connection; nobody else notices. */
import { readFileSync } from "node:fs";
import { expect, test } from "./fixtures.ts";
import { appOriginOf, visitApp, visitorOf } from "./models/app-visit.ts";
import type { DoorServer } from "./models/door-server.ts";
import { openRequest } from "./models/exchange.ts";
import { startHostileApp, tricks } from "./upstreams/hostile-app.ts";

/** What an app that is merely slow may hold on to, in bytes: buffers of a few dozen connections, not what they send. */
const mostGrowthBytes = 150 * 1024 * 1024;

test("whatever an app answers, the door lives, and other apps and the door itself answer as before", async ({ door }) => {
  const hostile = await startHostileApp();
  const { app, person, origin } = await visitApp(door);
  const victim = visitorOf(door);
  await victim.signIn();
  const { pid } = door;
  const before = residentBytesOf(door);
  const bad = appOriginOf(door, hostile.port);
  const cookie = person.cookieHeader(`${bad}/`);
  const begun = Object.keys(tricks).flatMap((path) =>
    ["GET", "POST", "HEAD"].map((method) => {
      const sent = openRequest(bad + path, door.port, { method, headers: { cookie, origin: bad } });
      const outcome = new Promise<string>((resolve) => {
        sent.once("response", (answer) => {
          answer.once("close", () => resolve(`${answer.statusCode}`));
          answer.once("error", () => resolve("cut"));
          answer.resume();
        });
        sent.once("error", () => resolve("cut"));
        sent.on("upgrade", (_answer, socket) => {
          socket.destroy();
          resolve("101");
        });
      });
      sent.end(method === "POST" ? "body" : undefined);
      return { path, method, sent, outcome };
    }),
  );
  await expect.poll(() => new Set(hostile.asked).size, { timeout: 60_000 }).toBe(Object.keys(tricks).length);
  // Meanwhile, with all of it going on:
  for (let turn = 0; turn < 20; turn += 1) {
    expect((await person.ask(`${origin}/x?${turn}`)).json()).toMatchObject({ url: `/x?${turn}` });
    expect((await person.ask(`${bad}/fine`)).text).toBe("honest");
    expect((await victim.ask(`${door.origin}/api/v1/session`)).status).toBe(200);
  }
  expect(door.isRunning(), door.log()).toBe(true);
  for (const { path, method, outcome } of begun.filter(({ path }) => !/silent|endless|unasked/.test(path))) {
    expect([path, method, await outcome]).not.toEqual([path, method, "101"]);
  }
  for (const { sent } of begun) sent.destroy();
  expect(residentBytesOf(door) - before).toBeLessThan(mostGrowthBytes);
  expect([door.isRunning(), door.pid, door.log().includes("uncaught")]).toEqual([true, pid, false]);
  await Promise.all([hostile.close(), app.close()]);
});

test("an app that answers nothing readable is a page to who navigates, and problem JSON to a script", async ({ door }) => {
  const hostile = await startHostileApp();
  const { app, person } = await visitApp(door);
  const bad = appOriginOf(door, hostile.port);
  for (const path of ["/hang-up", "/reset", "/garbage", "/half-a-head", "/endless-headers", "/endless-header", "/unasked-upgrade"]) {
    const shown = await person.visit(bad + path);
    expect([path, shown.status, shown.headers["content-type"]]).toEqual([path, 502, "text/html; charset=utf-8"]);
    const told = await person.ask(bad + path);
    expect([path, told.status, told.headers["content-type"]]).toEqual([path, 502, "application/problem+json"]);
  }
  for (const path of ["/half-a-body", "/half-a-chunk", "/no-chunk"]) await expect(person.ask(bad + path), path).rejects.toThrow();
  await Promise.all([hostile.close(), app.close()]);
});

function residentBytesOf({ pid }: DoorServer): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
