import { createPerson, expect, signInClient, test } from "./fixtures.ts";
import { createDoorPage, type DoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { readKeyId, signInOn } from "./models/journeys.ts";
import { readCaches, readKeptText, waitForWorker } from "./models/kept-data.ts";
import { member, owner } from "./models/people.ts";
import { installedApp, tab } from "./models/surface.ts";
import { tourPaths, tourScreens } from "./models/tour.ts";

/** What may be in a cache: hashed files, the user-neutral shell, and static public files. Everything else belongs to somebody. */
const cacheable =
  /^\/(_next\/static\/.+|shell|offline|manifest\.webmanifest|favicon\.ico|apple-touch-icon\.png|(icons|screenshots|splash|fonts)\/.+)$/;
const canary = "canary-of-ada";

test("the installed app starts while the door is away, shows what it knew, and refreshes itself when the door is back", async ({
  door,
  openProfile,
}) => {
  const profile = await openProfile();
  const before = createDoorPage(await signInOn(installedApp, profile, door.origin), door.origin);
  await createToken(before, canary);
  await tourScreens(before);
  await keepDevices(before);
  await waitForWorker(before.page);
  await profile.killAll();
  await door.kill();

  await profile.launch();
  const again = createDoorPage(await installedApp.openAgain(profile, door.origin), door.origin);
  await again.expectHome();
  await expect(again.status(/^Offline since/)).toBeVisible();
  await again.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "You" }).click();
  await again.page.getByRole("list", { name: "Settings" }).getByRole("link", { name: "Devices" }).click();
  await expect(again.heading("Devices")).toBeVisible();
  await expect(again.page.getByText("This one", { exact: true })).toBeVisible();
  await again.open("/tokens");
  await expect(again.page.getByText(canary)).toBeVisible();
  expect(profile.recorder.signInSights()).toEqual([]);

  await door.start();
  await expect(again.status(/^Offline since/)).toBeHidden({ timeout: 30_000 });
  await expect(again.page.getByText(canary)).toBeVisible();
});

test("a page that loses the network says since when and takes it back when it returns", async ({ door, openProfile }) => {
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
  await tourScreens(page);
  await keepDevices(page);
  await waitForWorker(page.page);
  await profile.context.setOffline(true);
  await expect(page.status(/^Offline since/)).toBeVisible();
  await page.open("/devices");
  await expect(page.page.getByText("This one", { exact: true })).toBeVisible();
  await expect(page.status(/^Offline since/)).toBeVisible();
  await profile.context.setOffline(false);
  await expect(page.status(/^Offline since/)).toBeHidden({ timeout: 30_000 });
});

test("after a signed-in tour the caches hold hashed files, the shell and public files, and nothing of the person", async ({
  door,
  openProfile,
}) => {
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
  await createToken(page, canary);
  await waitForWorker(page.page);
  await tourScreens(page); // the worker controls these pages
  expect(await page.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const entries = await readCaches(page.page);
  expect(entries.map((entry) => entry.path)).toContain("/shell");
  expect(entries.filter((entry) => !cacheable.test(entry.path)).map((entry) => entry.path)).toEqual([]);
  const personal = [canary, owner.email, "Fe26.2*"];
  expect(entries.filter((entry) => personal.some((text) => entry.body.includes(text))).map((entry) => entry.path)).toEqual([]);
});

test("signing out wipes what was kept, in every tab, and nothing of it comes back offline", async ({ door, openProfile }) => {
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
  await createToken(page, canary);
  await tourScreens(page);
  const other = createDoorPage(await profile.context.newPage(), door.origin);
  await other.open("/tokens");
  await expect(other.page.getByText(canary)).toBeVisible();
  await expectKept(page, canary);

  await page.signOut();
  await other.expectSignInPage();
  await expectNothingKept(page, [canary, owner.email]);
  await profile.context.setOffline(true);
  await expectNothingShown(page, [canary, owner.email]);
});

for (const ending of ["signed out", "was ended from elsewhere"] as const) {
  test(`a second person on the same browser never sees the data of one who ${ending}, online or offline`, async ({ door, openProfile }) => {
    await createPerson(door, member);
    const profile = await openProfile();
    const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
    await createToken(page, canary);
    await tourScreens(page);
    if (ending === "signed out") await page.signOut();
    else await endFromElsewhere(door, page);

    await page.signIn(member);
    await waitForWorker(page.page);
    await expectNothingShown(page, [canary, owner.email]);
    await profile.context.setOffline(true);
    await expectNothingShown(page, [canary, owner.email]);
    await expect(page.status(/^Offline since/)).toBeVisible();
  });
}

/** Makes a token on its screen, so that there is something personal to keep, and closes the dialog. */
async function createToken(door: DoorPage, name: string): Promise<void> {
  await door.open("/tokens");
  await door.button("New token").first().click();
  await door.field("Name").fill(name);
  await door.button("Create token").click();
  await expect(door.page.getByTestId("token")).toBeVisible();
  await door.page.keyboard.press("Escape");
  await expect(door.page.getByText(name, { exact: true })).toBeVisible();
  await expectKept(door, name);
}

/** Opens the devices and stays until the browser keeps what they are: it is written after it is shown, and who leaves before leaves without. */
async function keepDevices(door: DoorPage): Promise<void> {
  await door.open("/devices");
  await expect(door.page.getByText("This one", { exact: true })).toBeVisible();
  await expectKept(door, `"/keys"`);
}

async function expectKept(door: DoorPage, text: string): Promise<void> {
  await expect.poll(() => readKeptText(door.page)).toContain(text);
}

/** Ends the page's session from another device of the same person: the page cleans up by itself or not at all. */
async function endFromElsewhere(server: DoorServer, door: DoorPage): Promise<void> {
  const elsewhere = await signInClient(server);
  expect((await elsewhere.delete(`/api/v1/keys/${await readKeyId(door.page)}`)).status).toBe(204);
  await door.expectSignInPage();
}

async function expectNothingKept(door: DoorPage, texts: string[]): Promise<void> {
  const kept = (await readKeptText(door.page)) + JSON.stringify(await readCaches(door.page));
  expect(texts.filter((text) => kept.includes(text))).toEqual([]);
}

/** Opens every screen and looks for the texts in what is on it, visible or not. */
async function expectNothingShown(door: DoorPage, texts: string[]): Promise<void> {
  for (const path of tourPaths) {
    await door.open(path);
    await expect(door.page.getByRole("heading", { level: 1 })).toBeVisible();
    const content = await door.page.content();
    expect(
      texts.filter((text) => content.includes(text)),
      path,
    ).toEqual([]);
  }
}
