import type { Page, Request } from "@playwright/test";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { copyAsAnotherBuild, readBuildId } from "./models/built-package.ts";
import { createDoorPage } from "./models/door-page.ts";
import { signInOn } from "./models/journeys.ts";
import { readCaches, readKeptText, waitForWorker } from "./models/kept-data.ts";
import { owner } from "./models/people.ts";
import { makeScratchDir } from "./models/scratch.ts";
import { tab } from "./models/surface.ts";
import { tourScreens } from "./models/tour.ts";

/** What a new build takes to be noticed, fetched and shown, on a machine that is busy with other doors. */
const late = { timeout: 60_000 };

const test = base.extend<object, { nextBuildDir: string }>({
  /** Another build of the same door. */
  nextBuildDir: [
    async ({}, use) => {
      const scratch = makeScratchDir("build");
      copyAsAnotherBuild(scratch.dir);
      expect(readBuildId(scratch.dir)).not.toBe(readBuildId());
      await use(scratch.dir);
      scratch.remove();
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ timeout: 240_000 });

test("an open client is offered a new build, keeps its page until it takes it, and then runs the new build signed in", async ({
  door,
  openProfile,
  nextBuildDir,
}) => {
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
  await waitForWorker(page.page);
  await page.open("/account");
  await page.field("New password").fill("half-typed");
  await page.page.evaluate(() => Object.assign(window, { latchkeyTestMark: "the same document" }));

  const signInsBefore = profile.recorder.signInSights().length;
  await door.restart({ packageDir: nextBuildDir });
  const toast = page.status(/Update ready/);
  await expect(toast).toBeVisible(late);
  // Not forced: the document and what was typed into it are still there.
  expect(await page.page.evaluate(() => (window as { latchkeyTestMark?: string }).latchkeyTestMark)).toBe("the same document");
  await expect(page.field("New password")).toHaveValue("half-typed");

  await toast.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => page.page.evaluate(() => "latchkeyTestMark" in window).catch(() => true)).toBe(false);
  await expect(page.heading("Account")).toBeVisible();
  await expect(toast).toBeHidden();
  const hrefs = await page.page.evaluate(() => [...document.scripts].map((script) => script.src).filter(Boolean));
  expect(hrefs.length).toBeGreaterThan(0);
  expect(hrefs.filter((href) => href.includes(readBuildId()))).toEqual([]);
  expect(profile.recorder.signInSights().length).toBe(signInsBefore);
});

test("a page whose chunks are gone after a deploy recovers by one reload", async ({ door, browser, nextBuildDir }) => {
  // Without a service worker nothing but the network has the chunks: the worst case.
  const context = await browser.newContext({ serviceWorkers: "block" });
  // Whether a link's page was fetched ahead of the tap, before the deploy, is a matter of luck: here it never was.
  await context.route(
    () => true,
    (route) => (isAheadOfTap(route.request()) ? route.abort() : route.continue()),
  );
  const page = createDoorPage(await context.newPage(), door.origin);
  await page.signIn(owner);
  await page.page.waitForLoadState("networkidle");
  await door.restart({ packageDir: nextBuildDir });
  let documents = 0;
  page.page.on("request", (request) => void (documents += Number(request.isNavigationRequest())));
  // As long as a navigation may take: the new door renders its first page, on a machine that is busy with other doors.
  await page.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Terminals" }).click({ timeout: 30_000 });
  await expect(page.heading("Terminals")).toBeVisible();
  expect(documents).toBe(1);
  await tourScreens(page);
  await context.close();
});

test("a page that was coming when the door went away says so, and is there as soon as the door is", async ({ door, browser }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  let goOn: () => void = () => undefined;
  const isAway = new Promise<void>((resolve) => (goOn = resolve));
  await context.route(/\/chunks\/app\/\(console\)\/page-/, async (route) => {
    await isAway;
    await route.continue();
  });
  const page = createDoorPage(await context.newPage(), door.origin);
  await page.signIn(owner);
  // All of it is there but that part: a page that never came to life says nothing, and is loaded again by itself.
  await page.page.waitForLoadState("domcontentloaded");
  await expect.poll(() => listMissingScripts(page.page), late).toEqual([expect.stringContaining("page-")]);
  await door.stop();
  goOn();
  await expect(page.heading("Waiting for the door")).toBeVisible();
  await door.start();
  await expect(page.heading("Home")).toBeVisible(late);
  await expect(page.page.getByRole("heading", { name: "Waiting for the door" })).toBeHidden();
  await context.close();
});

test("a part of a page that was never asked for before the deploy costs one reload, and is there at the second try", async ({
  door,
  browser,
  nextBuildDir,
}) => {
  // Without a service worker, which would have kept it.
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = createDoorPage(await context.newPage(), door.origin);
  await page.signIn(owner);
  for (const _ of [1, 2]) await signInClient(door);
  await page.open("/devices");
  const endOthers = page.button("End 2 other sessions");
  await expect(endOthers).toBeVisible();
  await page.page.waitForLoadState("networkidle");
  await door.restart({ packageDir: nextBuildDir });
  let documents = 0;
  page.page.on("request", (request) => void (documents += Number(request.isNavigationRequest())));
  await page.page.evaluate(() => Object.assign(window, { latchkeyTestMark: "the old document" }));
  await endOthers.click();
  await expect.poll(() => page.page.evaluate(() => "latchkeyTestMark" in window).catch(() => true)).toBe(false);
  // A tap may come before the new document's script.
  const dialog = page.page.getByRole("alertdialog");
  await expect(async () => {
    if (!(await dialog.isVisible())) await endOthers.click({ timeout: 5_000 });
    await expect(dialog).toBeVisible({ timeout: 5_000 });
  }).toPass(late);
  expect(documents).toBe(1);
  await context.close();
});

test("a page that is of the new build already lets its worker in without a word, and is not loaded again", async ({
  door,
  openProfile,
  nextBuildDir,
}) => {
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
  await waitForWorker(page.page);
  await page.page.goto("about:blank");
  await door.restart({ packageDir: nextBuildDir });
  const served = await signInClient(door);
  // On a busy machine the first answer may be late, and the old build's shell is shown instead: that is another story.
  await expect
    .poll(async () => {
      await served.get("/devices", { headers: { accept: "text/html" } });
      await page.open("/devices");
      return page.page.locator("html").innerHTML();
    }, late)
    .toContain(readBuildId(nextBuildDir));
  await page.page.evaluate(() => Object.assign(window, { latchkeyTestMark: "the same document" }));
  await expect.poll(() => askWorkerBuild(page.page), late).toBe(readBuildId(nextBuildDir));
  await expect(page.heading("Devices")).toBeVisible();
  await expect(page.status(/Update ready/)).toBeHidden();
  expect(await page.page.evaluate(() => "latchkeyTestMark" in window)).toBe(true);
});

test("after a deploy the browser drops the old build's files, and the new shell fits its own chunks offline", async ({
  door,
  openProfile,
  nextBuildDir,
}) => {
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, door.origin), door.origin);
  await tourScreens(page);
  // A screen that is left as soon as it is seen may have kept nothing yet.
  await page.open("/devices");
  await expect.poll(() => readKeptText(page.page), late).toContain('"/keys"');
  await waitForWorker(page.page);
  const before = new Set(await listChunks(page.page));
  expect(before.size).toBeGreaterThan(10);
  await door.restart({ packageDir: nextBuildDir });
  await page
    .status(/Update ready/)
    .getByRole("button", { name: "Reload" })
    .click(late);
  await expect(page.status(/Update ready/)).toBeHidden();
  // Pages of the old build may still be open; the next start of the browser knows that none is.
  await profile.closeCleanly();
  await profile.launch();
  const again = createDoorPage(profile.tab, door.origin);
  await again.open("/");
  await again.expectHome();
  await expect.poll(async () => (await listChunks(again.page)).filter((path) => before.has(path))).toEqual([]);
  expect((await listChunks(again.page)).length).toBeGreaterThan(10);
  await profile.context.setOffline(true);
  await again.open("/devices");
  await expect(again.page.getByText("This one", { exact: true })).toBeVisible();
});

test("a file of a build that is gone is a 404 that nobody keeps", async ({ sharedDoor }) => {
  const answer = await sharedDoor.client().get("/_next/static/chunks/app/page-0123456789abcdef.js");
  expect(answer.status).toBe(404);
  expect(answer.headers["cache-control"]).toContain("no-store");
  expect(answer.setCookies).toEqual([]);
});

/** Addresses of the document's own scripts that have not come yet. */
function listMissingScripts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const loaded = new Set(performance.getEntriesByType("resource").map(({ name }) => name));
    const asked = [...document.scripts].filter(({ src, noModule }) => src.includes("/_next/static/") && !noModule);
    return asked.map(({ src }) => src).filter((src) => !loaded.has(src));
  });
}

/** Paths of the hashed scripts and styles that the browser keeps. */
async function listChunks(page: Page): Promise<string[]> {
  return (await readCaches(page)).map((entry) => entry.path).filter((path) => /\.(js|css)$/.test(path));
}

/** The build of the worker that controls the page, by its own word. */
function askWorkerBuild(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { controller } = navigator.serviceWorker;
    if (!controller) return "none";
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise<string>((resolve) => (port1.onmessage = ({ data }) => resolve((data as { buildId: string }).buildId)));
    controller.postMessage({ type: "version" }, [port2]);
    return answered;
  });
}

/** What Next fetches because a link to it is in sight. */
function isAheadOfTap(request: Request): boolean {
  const headers = request.headers();
  return "next-router-prefetch" in headers || "next-router-segment-prefetch" in headers;
}
