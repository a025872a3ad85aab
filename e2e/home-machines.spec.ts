/** Home: a machine is added with a command, comes and goes with its agent, gets another command, and is removed. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { startAgent, type AgentProcess } from "./models/agent-process.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { listenForStatus } from "./models/spoken.ts";

/** An agent is a process that has to start, dial and be heard: on a slow machine that takes its time. */
const slow = { timeout: 60_000 };

const test = base.extend<{ port: number; run(command: string, config?: string): AgentProcess }>({
  port: async ({}, use) => {
    const server = createServer((_request, response) => void response.end("hello from the machine"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await use((server.address() as AddressInfo).port);
    server.close();
  },
  run: async ({}, use) => {
    const agents: AgentProcess[] = [];
    await use((command, config) => {
      const [, token = "", url = ""] = /^LATCHKEY_TOKEN=(\S+) .* --url (\S+)$/.exec(command) ?? [];
      const agent = startAgent({ url, token, ...(config !== undefined && { config }) });
      agents.push(agent);
      return agent;
    });
    await Promise.all(agents.map((agent) => agent.stop()));
  },
});

test("a machine is added, connects by itself, goes offline and gets another command, and is removed", async ({ door, page, port, run }) => {
  test.setTimeout(300_000); // three agents, one after the other
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  const command = await addMachine(page, "workstation");
  expect(command).toMatch(/^LATCHKEY_TOKEN=lk_\S+ latchkey agent --url http\S+$/);
  await expect(pages.status("Waiting for the machine")).toBeVisible();
  const said = await listenForStatus(page, "workstation is connected");
  const agent = run(command, `apps:\n  docs:\n    url: http://127.0.0.1:${port}\n    name: Documents\n`);
  await said();
  await expect(sheet(page)).toHaveCount(0, slow);
  await expect(section(page).getByRole("heading", { name: "workstation" })).toBeFocused();
  await expect(section(page).getByRole("list", { name: "How workstation is" })).toContainText(/Up .*load, \d.*Memory .* of /);
  const docs = section(page).getByRole("link", { name: "Open Documents" });
  await expect(docs).toBeVisible();

  await agent.stop();
  await expect(section(page)).toContainText(/Last seen (just now|\d min ago)/, slow);
  await expect(section(page).getByText("Offline", { exact: true })).toBeVisible();

  await section(page).getByRole("button", { name: "More about workstation" }).click();
  await sheet(page).getByRole("button", { name: "New command" }).click();
  await expect(sheet(page)).toContainText("The old one ends at once");
  await sheet(page).getByRole("button", { name: "Make a new command" }).click();
  const next = await shownCommand(page);
  expect(next).not.toBe(command);
  expect((await run(command).ended).exitCode).toBe(77);
  await expect(pages.status("Waiting for the machine")).toBeVisible();
  run(next);
  await expect(sheet(page)).toHaveCount(0, slow);
  await expect(section(page).getByText("Offline", { exact: true })).toHaveCount(0);

  await section(page).getByRole("button", { name: "More about workstation" }).click();
  await sheet(page).getByRole("button", { name: "Remove workstation" }).click();
  await expect(sheet(page)).toContainText("Remove workstation?");
  const removed = await listenForStatus(page, "workstation is removed.");
  await sheet(page).getByRole("button", { name: "Remove workstation" }).click();
  await removed();
  await expect(section(page)).toHaveCount(0);
});

test("closed while it waits, the sheet loses nothing; a name that is taken or cannot be an address is said", async ({ door, page }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await addMachine(page, "workstation");
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(section(page)).toContainText("Has not connected yet");
  await expect(section(page).getByRole("button", { name: "New command" })).toBeVisible();

  await pages.button("Add a machine").click();
  for (const [name, words] of [
    ["", /Give it a name/],
    ["this-machine", /the door's own machine/],
    ["a--b", /single hyphens|hyphen/],
    ["workstation", /already/],
  ] as const) {
    await pages.field("Name").fill(name);
    await sheet(page).getByRole("button", { name: "Make the command" }).click();
    await expect(pages.field("Name")).toHaveAccessibleDescription(words);
  }
});

test("an app of a machine that is offline stays on the list, and says so when it is opened", async ({ door, page, port }) => {
  const client = await signInClient(door);
  const { workspace } = (await client.post("/api/v1/workspaces", { name: "workstation" })).json<{ workspace: { id: string } }>();
  const body = { name: "Wiki", url: `http://127.0.0.1:${port}/` };
  const put = await client.request("PUT", `/api/v1/workspaces/${workspace.id}/apps/wiki`, { body });
  expect(put.status, put.text).toBe(200);
  await createDoorPage(page, door.origin).signIn(owner);
  const row = section(page).getByRole("listitem").filter({ hasText: "Wiki" });
  await expect(row).toContainText("Machine offline");
  await row.getByRole("link", { name: "Open Wiki" }).click();
  await expect(page.getByRole("heading", { name: "The machine is offline" })).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on machines and their sheets, ${colorScheme}, on a phone`, async ({ door, browser, port, run }, info) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    const look = async (where: string) => {
      await expectNoViolation(page, where);
      await page.screenshot({ path: info.outputPath(`${where.replaceAll(" ", "-")}.png`), fullPage: !(await sheet(page).isVisible()) });
    };
    await createDoorPage(page, door.origin).signIn(owner);
    await page.getByRole("button", { name: "Add a machine" }).click();
    await sheet(page).getByRole("button", { name: "Make the command" }).click();
    await look("a machine without a name");
    await page.getByLabel("Name", { exact: true }).fill("workstation");
    await sheet(page).getByRole("button", { name: "Make the command" }).click();
    const command = await shownCommand(page);
    await look("the command");
    await page.keyboard.press("Escape");
    await expect(section(page)).toContainText("Has not connected yet");
    await look("home with a machine that never was there");
    const agent = run(command, `apps:\n  docs:\n    url: http://127.0.0.1:${port}\n    name: Documents\n`);
    await expect(section(page).getByRole("link", { name: "Open Documents" })).toBeVisible(slow);
    await look("home with a machine");
    await agent.stop();
    await expect(section(page)).toContainText(/Last seen (just now|\d min ago)/, slow);
    await look("home with a machine that is away");
    await section(page).getByRole("button", { name: "More about workstation" }).click();
    await look("what can be done with a machine");
    await sheet(page).getByRole("button", { name: "Remove workstation" }).click();
    await look("the question before it is removed");
    await context.close();
  });
}

async function addMachine(page: Page, name: string): Promise<string> {
  await page.getByRole("button", { name: "Add a machine" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await sheet(page).getByRole("button", { name: "Make the command" }).click();
  return shownCommand(page);
}

async function shownCommand(page: Page): Promise<string> {
  const shown = page.getByTestId("command");
  await expect(shown).toBeVisible();
  return shown.innerText();
}

function section(page: Page) {
  return page.getByRole("region", { name: "workstation" });
}

function sheet(page: Page) {
  return page.getByRole("dialog");
}
