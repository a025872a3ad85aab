import { expect, test } from "./fixtures.ts";
import { surviveKill } from "./models/journeys.ts";
import { installedApp } from "./models/surface.ts";

for (const seconds of [35, 5, 0]) {
  test(`the installed app killed ${seconds} s after sign-in opens signed in`, async ({ door, openProfile }) => {
    await surviveKill(installedApp, await openProfile(), door, seconds);
  });
}

test("the browser finds nothing that keeps the app from being installed", async ({ door, openProfile }) => {
  const profile = await openProfile();
  await profile.tab.goto(`${door.origin}/sign-in`);
  const cdp = await profile.context.newCDPSession(profile.tab);
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  expect(installabilityErrors).toEqual([]);
  const { errors } = await cdp.send("Page.getAppManifest");
  expect(errors).toEqual([]);
});
