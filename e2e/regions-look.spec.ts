/** How the screens of regions look, on a phone and on a desktop, light and dark: axe finds nothing, and there are pictures to be judged. */
import { expect, signInClient } from "./fixtures.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { choice, declareWiki, row, sheet, shownCommand, slow, test } from "./models/region-test.ts";

for (const [colorScheme, size, viewport] of [
  ["light", "phone", { width: 390, height: 844 }],
  ["dark", "phone", { width: 390, height: 844 }],
  ["light", "phone at 200 %", { width: 195, height: 422 }],
  ["light", "desktop", { width: 1280, height: 800 }],
  ["dark", "desktop", { width: 1280, height: 800 }],
] as const) {
  test(`axe finds nothing on regions and their sheets, ${colorScheme}, ${size}`, async ({ door, browser, sydney, openApp }, info) => {
    test.setTimeout(360_000);
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
