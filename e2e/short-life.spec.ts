/** Real time, because the lifetime of a cookie is kept by the browser's clock and not by ours. 60 s is the shortest that a door takes. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { readKeyId } from "./models/journeys.ts";
import { owner } from "./models/people.ts";

const lifetimeSeconds = 60;
const flags = { "session-duration": `${lifetimeSeconds}s` };

test("a session in use lives past three of its lifetimes; one that is not used ends, open or closed, and the door says why", async ({
  startDoor,
  openProfile,
}) => {
  test.setTimeout(300_000);
  const server = await startDoor({ flags });
  const [used, idle, closed] = [await openProfile(), await openProfile(), await openProfile()];
  const doors = [used, idle, closed].map((profile) => createDoorPage(profile.tab, server.origin));
  await Promise.all(doors.map((door) => door.signIn(owner)));
  const [usedDoor, idleDoor] = doors as [(typeof doors)[0], (typeof doors)[0]];
  const keyId = await readKeyId(usedDoor.page);
  const start = Date.now();
  await closed.closeCleanly();

  // Real time is the subject: a person opens a screen every 20 s or so, for a little more than three lifetimes.
  const screens = ["/devices", "/", "/account"];
  for (let turn = 0; Date.now() - start < 3.2 * lifetimeSeconds * 1000; turn += 1) {
    await usedDoor.open(screens[turn % screens.length] ?? "/");
    expect(await readKeyId(usedDoor.page)).toBe(keyId);
    await delay(20_000);
  }
  await usedDoor.open("/");
  await usedDoor.expectHome();
  expect(await readKeyId(usedDoor.page)).toBe(keyId);
  expect(used.recorder.resumes).toEqual([]);

  // The open page that nobody touched has been on the sign-in page for two lifetimes; its polls and sockets kept nothing alive.
  await idleDoor.expectSignInPage();
  await expect(idleDoor.status(/^Not used for (60 seconds|1 minute|a minute)/)).toBeVisible();
  await closed.launch();
  const again = createDoorPage(closed.tab, server.origin);
  await again.open("/");
  await again.expectSignInPage();
  await expect(again.status(/^Not used for (60 seconds|1 minute|a minute)/)).toBeVisible();
});
