import { expect, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { readKeyId, surviveKill } from "./models/journeys.ts";
import { owner } from "./models/people.ts";
import { installedApp } from "./models/surface.ts";

for (const seconds of [35, 5, 0]) {
  test(`the installed app killed ${seconds} s after sign-in opens signed in`, async ({ door, openProfile }) => {
    await surviveKill(installedApp, await openProfile(), door, seconds);
  });
}

test("the first day: set up, installed, killed at once, and the app opens signed in", async ({ startDoor, openProfile }) => {
  const server = await startDoor({ setUp: false });
  const profile = await openProfile();
  await createDoorPage(profile.tab, server.origin).setUp(owner);
  await profile.install(server.origin, `${server.origin}/`);
  const first = await installedApp.openAgain(profile, server.origin);
  await createDoorPage(first, server.origin).expectHome();
  const keyId = await readKeyId(first);
  await profile.killAll();
  await profile.launch();
  const again = await installedApp.openAgain(profile, server.origin);
  await createDoorPage(again, server.origin).expectHome();
  expect(await readKeyId(again)).toBe(keyId);
  expect(profile.recorder.signInSights()).toEqual([]);
});

test("the browser finds nothing that keeps the app from being installed", async ({ door, openProfile }) => {
  const profile = await openProfile();
  await profile.tab.goto(`${door.origin}/sign-in`);
  const cdp = await profile.context.newCDPSession(profile.tab);
  await expect.poll(async () => (await cdp.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
  const { errors } = await cdp.send("Page.getAppManifest");
  expect(errors).toEqual([]);
});
