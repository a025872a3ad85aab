/** Regions: a proxy is added on the screen and turns up, is measured and chosen; apps follow the choice, and fall back while it is away. */
import { createPerson, expect, signInClient } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { signInOn } from "./models/journeys.ts";
import { member, owner } from "./models/people.ts";
import {
  addProxy,
  addressOf,
  choice,
  declareWiki,
  moveAway,
  row,
  sheet,
  shownCommand,
  slow,
  test,
  withoutTiming,
} from "./models/region-test.ts";
import { listenForStatus } from "./models/spoken.ts";
import { installedApp } from "./models/surface.ts";

test("a proxy is added on the screen, turns up, and apps follow the choice, also while it is away and when it is back", async ({
  door,
  page,
  sydney,
  openApp,
}) => {
  test.setTimeout(360_000);
  await declareWiki(door, (await openApp()).port);
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await page.getByRole("link", { name: "You", exact: true }).click();
  await page.getByRole("link", { name: /^Regions/ }).click();
  await expect(page.getByText("Everything goes through the door")).toBeVisible();

  const command = await addProxy(page, "Sydney", `http://${sydney.host}`);
  expect(command).toContain(` --access-url http://${sydney.host} --wildcard-access-url '*.${sydney.host}'`);
  await expect(pages.status("Waiting for the proxy")).toBeVisible();
  const said = await listenForStatus(page, "Sydney is connected");
  const first = await sydney.start(command);
  await said();
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

  // Inside of the door too: loaded anew, its page frames the region.
  await page.goto(`${door.origin}/open/wiki--this-machine--${owner.name}`);
  await expect(page.frameLocator("iframe").getByText("hello", { exact: false })).toBeVisible(slow);
  await expect(page.locator("iframe")).toHaveAttribute("src", near);
});

test("the nearest is chosen once and stays, though another one is nearer later; that one is pointed out", async ({
  door,
  page,
  sydney,
}) => {
  test.setTimeout(360_000);
  const client = await signInClient(door);
  const { command } = (await client.post("/api/v1/proxies", { name: "Sydney" })).json<{ command: string }>();
  await (await sydney.start(command)).waitFor("Connected to the door");
  const [primary, proxy] = [`${door.origin}/latency-check`, `http://${sydney.host}/latency-check`];
  await withoutTiming(page);
  await moveAway(page, primary);
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await pages.open("/regions");
  await expect(choice(page, "Nearest")).toBeChecked();
  await expect(choice(page, "Nearest")).toHaveAccessibleDescription(/^Sydney/, slow);
  await expect(row(page, "Primary")).toContainText("Far");
  await expect(row(page, "Sydney")).toContainText("In use");

  await page.unroute(primary);
  await moveAway(page, proxy);
  await page.reload();
  await expect(row(page, "Sydney")).toContainText("Far", slow);
  await expect(row(page, "Sydney")).toContainText("In use");
  await expect(pages.status("Primary is much nearer now.")).toBeVisible(slow);
  await pages.button("Choose anew").click();
  await expect(choice(page, "Nearest")).toHaveAccessibleDescription(/^Primary/);
  await expect(row(page, "Primary")).toContainText("In use");
});

test("the installed app opens an app through the chosen region in its own window", async ({ door, openProfile, openApp, sydney }) => {
  test.setTimeout(360_000);
  await declareWiki(door, (await openApp()).port);
  const client = await signInClient(door);
  const { command } = (await client.post("/api/v1/proxies", { name: "Sydney" })).json<{ command: string }>();
  await (await sydney.start(command)).waitFor("Connected to the door");
  const profile = await openProfile();
  const page = await signInOn(installedApp, profile, door.origin);
  await page.goto(`${door.origin}/regions`);
  await choice(page, "Sydney").check();
  await page.getByRole("link", { name: "Home", exact: true }).click();
  await page.getByRole("link", { name: "Open Wiki" }).click();
  await expect(page.frameLocator("iframe").getByText("hello", { exact: false })).toBeVisible(slow);
  await expect(page.locator("iframe")).toHaveAttribute("src", addressOf(sydney.tail));
  await expect(page.getByRole("link", { name: "Open in browser" })).toHaveAttribute("href", addressOf(sydney.tail));
});

test("a proxy is renamed, gets another command that cuts the running one off, and is deleted", async ({ door, page, sydney }) => {
  test.setTimeout(360_000);
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
  await expect(sheet(page)).toHaveCount(0, slow);

  await pages.button("More about Sydney").click();
  await sheet(page).getByRole("button", { name: "Delete Sydney" }).click();
  await expect(sheet(page)).toContainText("Delete Sydney?");
  const said = await listenForStatus(page, "Sydney is deleted.");
  await sheet(page).getByRole("button", { name: "Delete Sydney" }).click();
  await said();
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
  await pages.field("Name").fill("Tokyo");
  await pages.field("Its address").fill("tokyo.example.com/apps");
  await sheet(page).getByRole("button", { name: "Make the command" }).click();
  await expect(pages.field("Its address")).toHaveAccessibleDescription(/Write it like/);
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
