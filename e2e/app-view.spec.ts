/** Apps inside of the installed app: in a frame under a bar of the door's, so that the person never leaves the window. */
import type { RequestListener } from "node:http";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { findPortLink } from "./models/home-list.ts";
import { signInOn } from "./models/journeys.ts";
import { owner } from "./models/people.ts";
import { installedApp } from "./models/surface.ts";
import type { App } from "./upstreams/app.ts";

test("the installed app opens an app in its own window, with the way back, and again after a kill and relaunch", async ({
  door,
  openApp,
  openProfile,
}) => {
  const app = await openApp(refuseFrames);
  const profile = await openProfile();
  const first = await signInOn(installedApp, profile, door.origin);
  await openFromHome(first, app);
  await expectInside(first, app, door);

  await first.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => app.requests.filter((request) => request.url === "/").length).toBeGreaterThan(1);
  await expectInside(first, app, door);
  await first.goBack();
  await createDoorPage(first, door.origin).expectHome();
  await openFromHome(first, app);
  await expectInside(first, app, door);
  await first.getByRole("link", { name: "Back to Home" }).click();
  await createDoorPage(first, door.origin).expectHome();

  await profile.killAll();
  await profile.launch();
  const again = await installedApp.openAgain(profile, door.origin);
  await createDoorPage(again, door.origin).expectHome();
  await openFromHome(again, app);
  await expectInside(again, app, door);
  // A system that restores the window restores its address.
  await profile.killAll();
  await profile.launch();
  await profile.tab.goto(`${door.origin}/open/${labelOf(app)}`);
  await expectInside(profile.tab, app, door);
  expect(app.requests.map((request) => request.headers.cookie ?? "").join()).not.toContain("latchkey_");
});

test("the app view at its own address opens the app, at the path that the address names", async ({ door, openApp, page }) => {
  const app = await openApp(refuseFrames);
  await createDoorPage(page, door.origin).signIn(owner);
  await page.goto(`${door.origin}/open/${labelOf(app)}?path=${encodeURIComponent("/deep%20link/?a=b&c=%2F")}`);
  await expectInside(page, app, door);
  expect(app.requests.map((request) => request.url)).toContain("/deep%20link/?a=b&c=%2F");
});

test("the app view frames nothing but apps of this door", async ({ door, openApp, page }) => {
  const app = await openApp(refuseFrames);
  await createDoorPage(page, door.origin).signIn(owner);
  for (const label of ["evil.example", "a--b--c.evil.example", "a--b--c@evil.example", "nobody--knows--this--one"]) {
    await page.goto(`${door.origin}/open/${label}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("iframe"), label).toHaveCount(0);
  }
  // What an address adds after the host stays after it.
  await page.goto(`${door.origin}/open/${labelOf(app)}?path=${encodeURIComponent("@evil.example/")}`);
  await expectInside(page, app, door);
  expect(await page.locator("iframe").evaluate((frame: HTMLIFrameElement) => new URL(frame.src).host)).toBe(hostOf(app, door));
});

test("an app that takes the window for itself opens in the browser from then on, until it is tried again or the person signs out", async ({
  door,
  openApp,
  openProfile,
}) => {
  const app = await openApp(takeTheWindow);
  const page = await signInOn(installedApp, await openProfile(), door.origin);
  const pages = createDoorPage(page, door.origin);
  await openFromHome(page, app);
  await page.waitForURL(`http://${hostOf(app, door)}/`);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "This app does not run inside another page" })).toBeVisible();
  await expect(page.locator("iframe")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Open in browser" }).last()).toHaveAttribute("href", `//${hostOf(app, door)}/`);

  await page.getByRole("link", { name: "Back to Home" }).click();
  await pages.expectHome();
  await expect(await findPortLink(page, app.port)).toHaveAttribute("target", "_blank");

  await page.goto(`${door.origin}/open/${labelOf(app)}`);
  await page.getByRole("button", { name: "Try it here again" }).click();
  await page.waitForURL(`http://${hostOf(app, door)}/`);
  await pages.signOut();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(labelOf(app));
});

test("an app that stays inside is never taken for one that does not, though it is left and reloaded", async ({
  door,
  openApp,
  openProfile,
}) => {
  const app = await openApp(refuseFrames);
  const page = await signInOn(installedApp, await openProfile(), door.origin);
  for (let visit = 0; visit < 3; visit++) {
    await openFromHome(page, app);
    await expectInside(page, app, door);
    await page.reload();
    await expectInside(page, app, door);
    await page.goto(`${door.origin}/`);
  }
  await openFromHome(page, app);
  await expectInside(page, app, door);
});

/** As most apps do: the door may frame it all the same. */
const refuseFrames: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("x-frame-options", "DENY");
  response.end("<!doctype html><title>app</title><h1>hello from the app</h1>");
};

const takeTheWindow: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>alone</title><h1>alone</h1><script>if (top !== self) top.location = location.href</script>");
};

async function openFromHome(page: Page, app: App): Promise<void> {
  const link = await findPortLink(page, app.port);
  // Until the page is alive its links are those of a tab.
  await expect(link).toHaveAttribute("href", new RegExp(`^/open/${app.port}--`));
  await link.click();
}

async function expectInside(page: Page, app: App, door: DoorServer): Promise<void> {
  await expect(page.frameLocator("iframe").getByText("hello from the app")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: `Port ${app.port}` })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/open/${labelOf(app)}`);
  expect(new URL(page.url()).origin).toBe(door.origin);
  // The bar alone stands around an app.
  await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
}

function labelOf(app: App): string {
  return `${app.port}--this-machine--${owner.name}`;
}

function hostOf(app: App, door: DoorServer): string {
  return `${labelOf(app)}.apps.latchkey.localhost:${door.port}`;
}
