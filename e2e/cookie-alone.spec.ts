import { expect, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { findFreePort } from "./models/free-port.ts";
import { closeWithCookieAlone } from "./models/journeys.ts";
import { installedApp, tab, type Surface } from "./models/surface.ts";
import { openForwardingProxy } from "./upstreams/forwarding-proxy.ts";

for (const surface of [tab, installedApp] satisfies Surface[]) {
  test(`after a clean close ${surface.name} opens signed in by the cookie alone`, async ({ door, openProfile }) => {
    const profile = await openProfile();
    const page = await closeWithCookieAlone(surface, profile, door.origin);
    await createDoorPage(page, door.origin).expectHome();
    expect(profile.recorder.signInSights()).toEqual([]);
    expect(profile.recorder.resumes).toEqual([]);

    // And it was the cookie: without it there is nothing left that could sign in.
    await profile.context.clearCookies();
    await page.goto(`${door.origin}/`);
    await createDoorPage(page, door.origin).expectSignInPage();
  });
}

for (const stripMaxAge of [true, false]) {
  const outcome = stripMaxAge ? "is signed out, as in the original report" : "is signed in through the same proxy";
  test(`${stripMaxAge ? "without" : "with"} Max-Age and without a device key a closed browser ${outcome}`, async ({
    startDoor,
    openProfile,
  }) => {
    const port = await findFreePort();
    const door = await startDoor({ flags: { "access-url": `http://latchkey.localhost:${port}` } });
    const proxy = await openForwardingProxy({ port, doorPort: door.port, stripMaxAge });
    try {
      const page = await closeWithCookieAlone(tab, await openProfile(), door.origin);
      const screen = createDoorPage(page, door.origin);
      if (stripMaxAge) await screen.expectSignInPage();
      else await screen.expectHome();
    } finally {
      await proxy.close();
    }
  });
}
