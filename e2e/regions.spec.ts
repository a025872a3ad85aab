/** Regions: a proxy is added on the screen and turns up, is measured and chosen; apps follow the choice, and fall back while it is away. */
import type { Locator, Page } from "@playwright/test";
import { createPerson, expect, signInClient, test as base } from "./fixtures.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { findFreePort } from "./models/free-port.ts";
import { member, owner } from "./models/people.ts";
import { startProxy, type ProxyProcess } from "./models/proxy-process.ts";

/** On a slow machine a proxy takes its time to start, and news theirs to arrive. */
const slow = { timeout: 30_000 };

interface Region {
  /** With the token of a command that the door showed. */
  start(command: string): Promise<ProxyProcess>;
  /** What apps of the region end with. */
  readonly tail: string;
  readonly host: string;
}

const test = base.extend<{ sydney: Region }>({
  sydney: async ({ door }, use) => {
    const started: ProxyProcess[] = [];
    const port = await findFreePort();
    const tail = `.sydney-apps.latchkey.localhost:${port}`;
    const host = `sydney.latchkey.localhost:${port}`;
    await use({
      tail,
      host,
      async start(command) {
        const token = /^LATCHKEY_TOKEN=(lk_\w+) latchkey proxy --primary-url \S+ /.exec(command)?.[1] ?? "";
        const proxy = await startProxy({ primaryUrl: door.origin, token, port, accessUrl: `http://${host}`, wildcard: `*${tail}` });
        started.push(proxy);
        return proxy;
      },
    });
    await Promise.all(started.map((proxy) => proxy.kill()));
  },
});

test("a proxy is added on the screen, turns up, and apps follow the choice, also while it is away and when it is back", async ({
  door,
  page,
  sydney,
  openApp,
}) => {
  test.setTimeout(240_000);
  await declareWiki(door, (await openApp()).port);
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await page.getByRole("link", { name: "You", exact: true }).click();
  await page.getByRole("link", { name: /^Regions/ }).click();
  await expect(page.getByText("Everything goes through the door")).toBeVisible();

  const command = await addProxy(page, "Sydney");
  await expect(pages.status("Waiting for the proxy")).toBeVisible();
  const first = await sydney.start(command);
  await expect(pages.status("Sydney is connected")).toBeVisible(slow);
  await expect(sheet(page)).toHaveCount(0, slow);
  await expect(choice(page, "Sydney")).toBeFocused();
  await expect(choice(page, "Nearest")).toBeChecked();
  // The page's policy is older than the proxy.
  await expect(row(page, "Sydney")).toContainText("Not measured", slow);
  await page.getByRole("status").getByRole("button", { name: "Reload" }).click();
  await expect(row(page, "Sydney")).toContainText(/(Near|Fair|Far)\s*\d+ ms/, slow);
  await expect(row(page, "Primary")).toContainText(/(Near|Fair|Far)\s*\d+ ms/, slow);
  await expect(choice(page, "Sydney")).toHaveAccessibleDescription(new RegExp(`(Near|Fair|Far) \\d+ ms ${sydney.host}`));

  await choice(page, "Sydney").check();
  await expect(row(page, "Sydney")).toContainText("In use");
  await expect(row(page, "Primary")).not.toContainText("In use");
  await page.getByRole("link", { name: "Home", exact: true }).click();
  const link = page.getByRole("link", { name: "Open Wiki" });
  const [near, far] = [addressOf(sydney.tail), addressOf(`.apps.latchkey.localhost:${door.port}`)];
  await expect(link).toHaveAttribute("href", near, slow);
  await expect(page.getByRole("link", { name: /Apps open via Sydney/ })).toContainText(/\d+ ms/);
  await page.getByRole("button", { name: "More about Wiki" }).click();
  await expect(sheet(page).getByRole("link", { name: "Open in browser" })).toHaveAttribute("href", near);
  await page.keyboard.press("Escape");

  await first.kill();
  await expect(link).toHaveAttribute("href", far, slow);
  await expect(page.getByRole("link", { name: /Apps open via/ })).toHaveCount(0);
  await page.goto(`${door.origin}/regions`);
  await expect(row(page, "Sydney")).toContainText("Out of reach", slow);
  await expect(pages.status("Sydney is out of reach. Until it is back, apps open through Primary.")).toBeVisible();
  await expect(choice(page, "Sydney")).toBeChecked();
  await page.goto(door.origin);

  await sydney.start(command);
  await expect(link).toHaveAttribute("href", near, slow);
  await link.click();
  await expect(page.getByText("hello", { exact: false })).toBeVisible(slow);
  expect(page.url()).toBe(`http:${near}`);
});

test("a proxy is renamed, gets another command that cuts the running one off, and is deleted", async ({ door, page, sydney }) => {
  test.setTimeout(240_000);
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await pages.open("/regions");
  const command = await addProxy(page, "Sidney");
  const first = await sydney.start(command);
  await expect(sheet(page)).toHaveCount(0, slow);

  await pages.button("More about Sidney").click();
  await expect(sheet(page)).toContainText(`http://${sydney.host}`);
  await expect(sheet(page)).toContainText("Connected");
  await expect(sheet(page)).toContainText(/Version\s*\d+\.\d+\.\d+/);
  await sheet(page).getByRole("button", { name: "Rename" }).click();
  await pages.field("Name").fill("Sydney");
  await sheet(page).getByRole("button", { name: "Rename" }).click();
  await expect(sheet(page)).toHaveCount(0);
  await expect(choice(page, "Sydney")).toBeVisible();

  await pages.button("More about Sydney").click();
  await sheet(page).getByRole("button", { name: "New command" }).click();
  await expect(sheet(page)).toContainText("a proxy that runs with it is cut off");
  await sheet(page).getByRole("button", { name: "Make a new command" }).click();
  const next = await shownCommand(page);
  expect(next).toContain(`--access-url http://${sydney.host}`);
  expect((await first.ended).exitCode).toBe(77);
  await expect(pages.status("Waiting for the proxy")).toBeVisible();
  await sydney.start(next);
  await expect(sheet(page)).toHaveCount(0, { timeout: 60_000 });

  await pages.button("More about Sydney").click();
  await sheet(page).getByRole("button", { name: "Delete Sydney" }).click();
  await expect(sheet(page)).toContainText("Delete Sydney?");
  await sheet(page).getByRole("button", { name: "Delete Sydney" }).click();
  await expect(pages.status("Sydney is deleted.")).toBeVisible();
  await expect(page.getByText("Everything goes through the door")).toBeVisible();
});

test("a proxy that never ran waits on the screen, a name that is taken or empty is said, and a member sees nothing of all this", async ({
  door,
  page,
  browser,
}) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await pages.open("/regions");
  await addProxy(page, "Sydney");
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  const waiting = page.getByRole("list", { name: "Not connected yet" });
  await expect(waiting).toContainText("Sydney");
  await pages.button("Add a proxy").click();
  for (const [name, words] of [
    ["", /Give it a name/],
    ["Sydney", /already/],
  ] as const) {
    await pages.field("Name").fill(name);
    await sheet(page).getByRole("button", { name: "Make the command" }).click();
    await expect(pages.field("Name")).toHaveAccessibleDescription(words);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New command for Sydney" }).click();
  await expect(sheet(page)).toContainText("New command for Sydney?");
  await sheet(page).getByRole("button", { name: "Make a new command" }).click();
  expect(await shownCommand(page)).toMatch(/^LATCHKEY_TOKEN=lk_\w+ latchkey proxy --primary-url \S+ --access-url \S+<.*> /);

  await createPerson(door, member);
  const context = await browser.newContext();
  const asMember = createDoorPage(await context.newPage(), door.origin);
  await asMember.signIn(member);
  await asMember.open("/regions");
  await expect(asMember.page.getByText("Everything goes through the door")).toBeVisible();
  await expect(asMember.page.getByText("Sydney")).toHaveCount(0);
  await expect(asMember.button("Add a proxy")).toHaveCount(0);
  await context.close();
});

for (const [colorScheme, size, viewport] of [
  ["light", "phone", { width: 390, height: 844 }],
  ["dark", "desktop", { width: 1280, height: 800 }],
] as const) {
  test(`axe finds nothing on regions and their sheets, ${colorScheme}, ${size}`, async ({ door, browser, sydney, openApp }, info) => {
    test.setTimeout(240_000);
    await declareWiki(door, (await openApp()).port);
    const client = await signInClient(door);
    const made = await client.post("/api/v1/proxies", { name: "Sydney" });
    const { command, proxy: added } = made.json<{ command: string; proxy: { id: string } }>();
    const proxy = await sydney.start(command);
    await proxy.waitFor("Connected to the door");
    expect((await client.post("/api/v1/proxies", { name: "Frankfurt am Main, in the cellar of the office" })).status).toBe(400);
    expect((await client.post("/api/v1/proxies", { name: "Frankfurt am Main, in the cellar" })).status).toBe(201);
    const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
    const page = await context.newPage();
    const look = async (where: string) => {
      await expectNoViolation(page, where);
      await page.screenshot({ path: info.outputPath(`${where.replaceAll(" ", "-")}.png`), fullPage: !(await sheet(page).isVisible()) });
    };
    await createDoorPage(page, door.origin).signIn(owner);
    await page.goto(`${door.origin}/regions`);
    await expect(row(page, "Sydney")).toContainText(/\d+ ms/, slow);
    await look("regions");
    await choice(page, "Sydney").check();
    await look("a region of choice");
    await page.getByRole("button", { name: "More about Sydney" }).click();
    await look("what can be done with a proxy");
    await sheet(page).getByRole("button", { name: "Delete Sydney" }).click();
    await look("the question before it is deleted");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add a proxy" }).click();
    await sheet(page).getByRole("button", { name: "Make the command" }).click();
    await look("a proxy without a name");
    await page.getByLabel("Name", { exact: true }).fill("Tokyo");
    await sheet(page).getByRole("button", { name: "Make the command" }).click();
    await shownCommand(page);
    await look("the command of a proxy");
    await page.keyboard.press("Escape");
    await page.goto(door.origin);
    await expect(page.getByRole("link", { name: /Apps open via Sydney/ })).toContainText(/\d+ ms/, slow);
    await look("home via a region");
    await proxy.kill();
    await page.goto(`${door.origin}/regions`);
    await expect(row(page, "Sydney")).toContainText("Out of reach", slow);
    await look("a region out of reach");
    expect((await client.delete(`/api/v1/proxies/${added.id}`)).status).toBe(204);
    await context.close();
  });
}

async function addProxy(page: Page, name: string): Promise<string> {
  await page.getByRole("button", { name: "Add a proxy" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await sheet(page).getByRole("button", { name: "Make the command" }).click();
  return shownCommand(page);
}

async function shownCommand(page: Page): Promise<string> {
  const shown = page.getByTestId("command");
  await expect(shown).toBeVisible();
  return shown.innerText();
}

async function declareWiki(door: DoorServer, port: number): Promise<void> {
  const client = await signInClient(door);
  const body = { name: "Wiki", url: `http://127.0.0.1:${port}/` };
  const put = await client.request("PUT", "/api/v1/workspaces/this-machine/apps/wiki", { body });
  expect(put.status, put.text).toBe(200);
}

/** Seen from a page of the door. */
function addressOf(tail: string): string {
  return `//wiki--this-machine--${owner.name}${tail}/`;
}

function choice(page: Page, name: string): Locator {
  return page.getByRole("radio", { name, exact: true });
}

function row(page: Page, name: string): Locator {
  return page.getByRole("listitem").filter({ has: choice(page, name) });
}

function sheet(page: Page): Locator {
  return page.getByRole("dialog");
}
