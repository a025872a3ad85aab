/** Real time, because the lifetime of a cookie is kept by the browser's clock and not by ours. A third of a minute, so that a busy machine has time for what is to be done within it. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, signInClient, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { parseSetCookie } from "./models/http-client.ts";
import { readKeyId } from "./models/journeys.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";

const lifetimeSeconds = 20;
const flags = { "session-duration": `${lifetimeSeconds}s` };
const notUsed = /^Not used for 20 s/;

test("a session in use lives past three of its lifetimes; one that is not used ends, open or closed, and the door says why", async ({
  startDoor,
  openProfile,
}) => {
  test.setTimeout(420_000);
  const server = await startDoor({ flags });
  const [used, idle, closed] = [await openProfile(), await openProfile(), await openProfile()];
  const [usedDoor, idleDoor] = [createDoorPage(used.tab, server.origin), createDoorPage(idle.tab, server.origin)];
  await Promise.all([usedDoor, idleDoor, createDoorPage(closed.tab, server.origin)].map((door) => door.signIn(owner)));
  const keyId = await readKeyId(usedDoor.page);
  const start = Date.now();
  await closed.closeCleanly();

  // Real time is the subject: a person opens a screen every 5 s or so, for a little more than three lifetimes.
  const screens = ["/devices", "/", "/account"];
  for (let turn = 0; Date.now() - start < 3.2 * lifetimeSeconds * 1000; turn += 1) {
    await usedDoor.open(screens[turn % screens.length] ?? "/");
    expect(await readKeyId(usedDoor.page)).toBe(keyId);
    await delay(5_000);
  }
  await usedDoor.open("/");
  await usedDoor.expectHome();
  expect(await readKeyId(usedDoor.page)).toBe(keyId);
  expect(used.recorder.resumes).toEqual([]);

  // The open page that nobody touched has been on the sign-in page for two lifetimes; its polls and sockets kept nothing alive.
  await idleDoor.expectSignInPage();
  await expect(idleDoor.status(notUsed)).toBeVisible();
  await closed.launch();
  const again = createDoorPage(closed.tab, server.origin);
  await again.open("/");
  await again.expectSignInPage();
  await expect(again.status(notUsed)).toBeVisible();
});

test("use sends the cookie again with the whole lifetime; SEC-33 passive requests and a switched-off refresh never do, and the key ends", async ({
  startDoor,
}) => {
  test.setTimeout(300_000);
  const [door, fixed] = [await startDoor({ flags }), await startDoor({ flags: { ...flags, "disable-session-expiry-refresh": true } })];
  const [active, passive, unextended] = [await signInClient(door), await signInClient(door), await signInClient(fixed)];
  const name = active.cookieHeader().split("=")[0];
  const polling = { headers: { "latchkey-passive": "1" } };
  const start = Date.now();
  let [asked, reissued] = [0, 0];
  // Real time is the subject: a little more than one lifetime, with a request every 3 s; 2 s is when a session of 20 s is first renewed.
  while (Date.now() - start < (lifetimeSeconds + 2) * 1000) {
    await delay(3_000);
    const answer = await active.get("/api/v1/session");
    asked += 1;
    expect(answer.status).toBe(200);
    for (const line of answer.setCookies) {
      expect(parseSetCookie(line)).toMatchObject({ name, attributes: { "max-age": String(lifetimeSeconds), path: "/" } });
      reissued += 1;
    }
    expect((await passive.get("/api/v1/session", polling)).setCookies.filter((line) => !line.includes("Max-Age=0"))).toEqual([]);
    expect((await unextended.get("/api/v1/session")).setCookies.filter((line) => !line.includes("Max-Age=0"))).toEqual([]);
  }
  // However many there were in the time that a busy machine left.
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(reissued).toBeGreaterThanOrEqual(asked - 2);
  expect(expectProblem(await passive.get("/api/v1/session"), 401, "session_expired").reason).toBe("unused");
  expectProblem(await unextended.get("/api/v1/session"), 401, "session_expired");
});
