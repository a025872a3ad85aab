/** An editor in the browser, opened through the gateway with nothing but the door's session: type into a file, type into its terminal. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { appOriginOf } from "./models/app-visit.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { makeScratchDir } from "./models/scratch.ts";
import { findCodeServer, startCodeServer } from "./upstreams/code-server.ts";
import { startNotebook } from "./upstreams/notebook.ts";

const test = base.extend<{ folder: string; keptDir: string }>({
  folder: async ({}, use) => {
    const scratch = makeScratchDir("folder");
    writeFileSync(join(scratch.dir, "hello.txt"), "hello from the file\n");
    await use(scratch.dir);
    scratch.remove();
  },
  keptDir: async ({}, use) => {
    const scratch = makeScratchDir("editor");
    await use(scratch.dir);
    scratch.remove();
  },
});

test("code-server opens through the gateway, edits a file and runs its terminal", async ({ door, page, folder, keptDir }) => {
  const installed = findCodeServer();
  test.skip(installed === null, "code-server is not installed here: the notebook below stands in for it. The bench installs it.");
  if (!installed) return;
  test.setTimeout(240_000);
  const editor = await startCodeServer(installed, folder, keptDir);
  try {
    await createDoorPage(page, door.origin).signIn(owner);
    await page.goto(`${appOriginOf(door, editor.port)}/?folder=${folder}`);
    await page.getByRole("treeitem", { name: "hello.txt" }).dblclick({ timeout: 90_000 });
    const code = page.locator(".editor-instance .view-lines");
    await expect(code).toContainText("hello from the file", { timeout: 60_000 });
    await code.click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("typed: ");
    await page.keyboard.press("Control+S");
    await expect.poll(() => readFileSync(join(folder, "hello.txt"), "utf8"), { timeout: 30_000 }).toBe("typed: hello from the file\n");

    await page.keyboard.press("Control+Backquote");
    await expect(page.locator(".terminal .xterm-screen")).toBeVisible({ timeout: 60_000 });
    await expect(page.locator(".terminal textarea")).toBeFocused({ timeout: 30_000 });
    await page.keyboard.type("echo $((40 + 2)) > made.txt\n");
    const made = () => (existsSync(join(folder, "made.txt")) ? readFileSync(join(folder, "made.txt"), "utf8") : "");
    await expect.poll(made, { timeout: 30_000 }).toBe("42\n");
  } finally {
    await editor.close();
  }
});

test("a notebook opens through the gateway, saves a file, runs a shell over its WebSocket, and stops with the session", async ({
  door,
  page,
  folder,
}) => {
  const notebook = await startNotebook(folder);
  await createDoorPage(page, door.origin).signIn(owner);
  await page.goto(`${appOriginOf(door, notebook.port)}/`);
  await expect(page.getByText("connected", { exact: true })).toBeVisible();
  await page.getByLabel("Editor").fill("typed into the page\n");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => readFileSync(join(folder, "hello.txt"), "utf8")).toBe("typed into the page\n");
  const run = async (line: string) => {
    await page.getByLabel("Terminal").fill(line);
    await page.getByLabel("Terminal").press("Tab");
  };
  await run("echo $((40 + 2))");
  await expect(page.locator("pre")).toHaveText("42\n");
  const elsewhere = await signInClient(door);
  expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
  await expect(page.getByText("disconnected")).toBeVisible({ timeout: 5_000 });
  await notebook.close();
});
