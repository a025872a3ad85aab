/** Home: what can be opened, named, shared, pinned and found, as a person does it. */
import type { Page } from "@playwright/test";
import { createPerson, expect, signInClient, test as base } from "./fixtures.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage } from "./models/door-page.ts";
import { findPortLink, findPortMenu } from "./models/home-list.ts";
import { member, owner } from "./models/people.ts";
import { listenForStatus } from "./models/spoken.ts";
import { startApp, type App } from "./upstreams/app.ts";

const test = base.extend<{ app: App }>({
  app: async ({}, use) => {
    const app = await startApp((_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end('<!doctype html><html lang="en"><title>app</title><main><h1>hello from the app</h1></main></html>');
    });
    await use(app);
    await app.close();
  },
});

test("a port gets a name, is shared with everybody signed in, pinned, and removed again", async ({ door, app, page, browser }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await (await findPortMenu(page, app.port)).click();
  await sheet(page).getByRole("button", { name: "Name this port" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Team wiki");
  await expect(page.getByLabel("Address", { exact: true })).toHaveValue("team-wiki");
  await expect(page.getByLabel("Where it listens")).toHaveValue(`http://127.0.0.1:${app.port}`);
  await sheet(page).getByRole("button", { name: "Add app" }).click();
  const link = page.getByRole("link", { name: "Open Team wiki" });
  await expect(link).toBeVisible();

  await page.getByRole("button", { name: "More about Team wiki" }).click();
  await sheet(page).getByRole("button", { name: "Share" }).click();
  await page.getByRole("radio", { name: /^Everybody signed in/ }).check();
  await page.getByLabel("Ends").selectOption({ label: "In a week" });
  await sheet(page).getByRole("button", { name: "Share with everybody signed in" }).click();
  await expect(page.getByRole("listitem").filter({ has: link })).toContainText(/Everybody signed in, until /);

  await createPerson(door, member);
  const elsewhere = await browser.newContext();
  const theirs = createDoorPage(await elsewhere.newPage(), door.origin);
  await theirs.signIn(member);
  await theirs.page.getByRole("link", { name: "Open Team wiki" }).click();
  await expect(theirs.page.getByText("hello from the app")).toBeVisible();
  await elsewhere.close();

  await page.getByRole("button", { name: "More about Team wiki" }).click();
  await sheet(page).getByRole("button", { name: "Pin to the top" }).click();
  await expect(page.getByRole("list", { name: "Pinned" }).getByRole("link", { name: "Open Team wiki" })).toBeVisible();

  await page.getByRole("button", { name: "More about Team wiki" }).click();
  await sheet(page).getByRole("button", { name: "Remove" }).click();
  await sheet(page).getByRole("button", { name: "Remove Team wiki" }).click();
  await expect(link).toHaveCount(0);
});

test("what is wrong with an app is said beside the field", async ({ door, page }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await page.getByRole("button", { name: "Add app" }).click();
  await sheet(page).getByRole("button", { name: "Add app" }).click();
  await expect(pages.field("Name")).toHaveAccessibleDescription(/Give it a name/);
  await pages.field("Name").fill("Far away");
  await pages.field("Where it listens").fill("http://192.0.2.1:80");
  await sheet(page).getByRole("button", { name: "Add app" }).click();
  await expect(pages.field("Where it listens")).toHaveAttribute("aria-invalid", "true");
});

test("a slash goes to the search, and a few letters find an app", async ({ door, app, page }) => {
  const client = await signInClient(door);
  const list = JSON.parse((await client.get("/api/v1/workspaces")).text) as { workspaces: { id: string }[] };
  const id = list.workspaces[0]?.id ?? "";
  for (const name of ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta"]) {
    const body = { name: `${name} board`, url: `http://127.0.0.1:${app.port}/` };
    const answer = await client.request("PUT", `/api/v1/workspaces/${id}/apps/${name.toLowerCase()}`, { body });
    expect(answer.status, answer.text).toBe(200);
  }
  await createDoorPage(page, door.origin).signIn(owner);
  await expect(page.getByRole("link", { name: "Open Gamma board" })).toBeVisible();
  const search = page.getByRole("searchbox");
  // The page is there before its script is: until then nobody hears the key.
  await expect
    .poll(async () => {
      await page.keyboard.press("/");
      return search.evaluate((field) => field === document.activeElement);
    })
    .toBe(true);
  await page.keyboard.type("board gam");
  await expect(page.getByRole("link", { name: "Open Delta board" })).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByText("hello from the app")).toBeVisible();
});

test("offline, home can be read and says that opening needs the network", async ({ door, app, page, context }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  const link = await findPortLink(page, app.port);
  await context.setOffline(true);
  await expect(pages.status(/^Offline since/)).toBeVisible();
  const said = await listenForStatus(page, `Opening ${app.port} needs the network.`);
  await link.click();
  await said();
  await pages.expectHome();
});

test("a button that is pressed before the page's script is there does what it says when it is, once", async ({ door, page }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(door.origin, { waitUntil: "commit" });
  const say = page.getByRole("button", { name: "Add a machine" });
  await say.click();
  await say.click();
  await expect(sheet(page)).toHaveCount(0);
  release();
  await expect(sheet(page).getByLabel("Name", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
});

test("a port that turned up while somebody looked stays in sight after what they do with it, however long the list is", async ({
  door,
  page,
  openApp,
}) => {
  // Named one by one and shared, so that they are listed whatever else runs on the machine, before the one that comes.
  const client = await signInClient(door);
  for (let port = 1_100; port < 1_110; port += 1) {
    const answer = await client.request("PUT", `/api/v1/workspaces/this-machine/ports/${port}`, { body: { sharing: "authenticated" } });
    expect(answer.status, answer.text).toBe(200);
  }
  await createDoorPage(page, door.origin).signIn(owner);
  await expect(page.getByRole("button", { name: /^Show all/ })).toBeVisible();
  const { port } = await openApp();
  const more = page.getByRole("button", { name: `More about port ${port}`, exact: true });
  await more.click();
  await sheet(page).getByRole("button", { name: "Pin to the top" }).click();
  await expect(page.getByRole("list", { name: "Pinned" }).getByRole("link", { name: new RegExp(`^Open port ${port}`) })).toBeVisible();
  await more.click();
  await sheet(page).getByRole("button", { name: "Unpin" }).click();
  await expect(page.getByRole("list", { name: "Pinned" })).toHaveCount(0);
  await expect(more).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on home and its sheets, ${colorScheme}, on a phone`, async ({ door, app, browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await createDoorPage(page, door.origin).signIn(owner);
    await (await findPortMenu(page, app.port)).click();
    await expect(sheet(page)).toBeVisible();
    await expectNoViolation(page, "what can be done with a port");
    await sheet(page).getByRole("button", { name: "Share" }).click();
    await page.getByRole("radio", { name: /^Anybody with the link/ }).check();
    await expectNoViolation(page, "who can open a port");
    await sheet(page).getByRole("button", { name: "Share with anybody" }).click();
    await expect(sheet(page)).toHaveCount(0);
    await expectNoViolation(page, "home with a public port");
    await page.getByRole("button", { name: "Add app" }).click();
    await sheet(page).getByText("More", { exact: true }).click();
    await sheet(page).getByRole("button", { name: "Add app" }).click();
    await expectNoViolation(page, "a new app without a name");
    await page.goto(`${door.origin}/open/${app.port}--this-machine--${owner.name}`);
    await expect(page.frameLocator("iframe").getByText("hello from the app")).toBeVisible();
    await expectNoViolation(page, "the app view");
    await context.close();
  });
}

function sheet(page: Page) {
  return page.getByRole("dialog");
}
