/** Who did what on one's machines: the screen of all of them and of one, and the owner's say on administrators' terminals. */
import { signInClient } from "./fixtures.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { HttpClient } from "./models/http-client.ts";
import { owner } from "./models/people.ts";
import { expect, here, openTerminal, test } from "./terminal-fixtures.ts";

const admin = { email: "cy@latchkey.example", name: "cy", password: "amber-Gantry-5-over-a-fjord" };

test("what was done on all machines is on one screen, newest first, and what is older is asked for", async ({ client, door, page }) => {
  const { id } = await openTerminal(client, { name: "work" });
  expect((await client.delete(`/api/v1/terminals/${id}`)).status).toBe(204);
  const other = await addMachine(client, "workstation");
  // A page is 50 entries.
  for (let turn = 0; turn < 52; turn += 1) await letAdministrators(client, other, turn % 2 === 0);
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Activity" }).click();
  await expect(pages.heading("Activity")).toBeVisible();
  const rows = page.getByRole("list", { name: /day$/ }).getByRole("listitem");
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText(/^No longer lets administrators open terminals.*ada.*workstation.*(just now|min ago)$/);
  await expect(page.getByText("Opened work")).toHaveCount(0);
  // What happens meanwhile is there at once, and pushes nothing out.
  await openTerminal(client, { name: "play" });
  await expect(rows.first()).toContainText(/^Opened play.*This machine/, { timeout: 20_000 });
  await pages.button("Load older").click();
  await expect(rows).toHaveCount(55);
  await expect(rows.last()).toContainText(/^Opened work.*This machine/);
  await expect(pages.button("Load older")).toHaveCount(0);
  await expect(page.getByText("Kept for 90 days.")).toBeVisible();
});

test("a machine's owner lets administrators open terminals there and takes it back, and sees that in its activity", async ({
  client,
  door,
  page,
}) => {
  await createAdmin(door);
  const cy = await signInClient(door, admin);
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await pages.open("/activity");
  await expect(page.getByText("Nothing yet")).toBeVisible();
  await pages.open("/");
  await pages.button("More about This machine").click();
  const say = page.getByRole("switch", { name: "Administrators may open terminals here" });
  await expect(say).not.toBeChecked();
  await say.click();
  await expect(say).toBeChecked();
  await expect.poll(async () => (await cy.post(`${here}/terminals`, { name: "hers" })).status).toBe(201);
  // The door's own machine is not removed here, and no command makes it another.
  await expect(page.getByRole("dialog").getByRole("button", { name: /^(New command|Remove)/ })).toHaveCount(0);
  await say.click();
  await expect(say).not.toBeChecked();
  await expect.poll(async () => (await cy.get(`${here}/terminals`)).status).toBe(404);
  await page.getByRole("dialog").getByRole("link", { name: "Activity" }).click();
  await expect(page).toHaveURL(`${door.origin}/activity/this-machine`);
  await expect(pages.heading("This machine")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Opened hers" })).toContainText("cy");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Activity" })).toHaveAttribute(
    "aria-current",
    "true",
  );
  // Kept in the browser, and the same after a reload.
  await page.reload();
  await expect(page.getByText("No longer lets administrators open terminals")).toBeVisible();
  const asked = (await client.get(`${here}/activity`)).json<{ activity: { kind: string }[] }>();
  expect(asked.activity.map(({ kind }) => kind)).toEqual(["admin_terminals_off", "terminal_opened", "admin_terminals_on"]);
});

test("the activity of a machine that is not there, or not one's own, says so", async ({ door, page }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await pages.open("/activity/none");
  await expect(page.getByText("There is no such workspace")).toBeVisible();
  await createAdmin(door);
  const cy = await signInClient(door, admin);
  expect((await cy.get("/api/v1/activity")).json()).toEqual({ activity: [], more: false });
});

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`axe finds nothing on activity and the sheet of a machine, ${colorScheme}, ${size}`, async ({ client, door, browser }, info) => {
      const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
      const page = await context.newPage();
      const look = async (where: string) => {
        await expectNoViolation(page, where);
        await page.screenshot({ path: info.outputPath(`${where.replaceAll(" ", "-")}.png`) });
      };
      const pages = createDoorPage(page, door.origin);
      await pages.signIn(owner);
      await pages.open("/activity");
      await expect(page.getByText("Nothing yet")).toBeVisible();
      await look("no activity");
      await createAdmin(door);
      const other = await addMachine(client, "workstation");
      for (const isOn of [true, false]) await letAdministrators(client, other, isOn);
      await letAdministrators(client, "this-machine", true);
      const cy = await signInClient(door, admin);
      const { id } = await openTerminal(cy, { name: "deploy of the shop" });
      await openTerminal(client, { command: "journalctl --follow --unit postgresql --since today --output short-precise" });
      await cy.delete(`/api/v1/terminals/${id}`);
      await pages.open("/activity");
      await expect(page.getByText("Ended deploy of the shop")).toBeVisible();
      await look("activity");
      await pages.open("/activity/this-machine");
      await expect(page.getByText("Ended deploy of the shop")).toBeVisible();
      await look("activity of a machine");
      await pages.open("/");
      await pages.button("More about This machine").click();
      await expect(page.getByRole("switch")).toBeChecked();
      await look("the sheet of this machine");
      await page.keyboard.press("Escape");
      await pages.button("More about workstation").click();
      await expect(page.getByRole("switch")).not.toBeChecked();
      await look("the sheet of a machine");
      await context.close();
    });
  }
}

async function addMachine(client: HttpClient, name: string): Promise<string> {
  return (await client.post("/api/v1/workspaces", { name })).json<{ workspace: { id: string } }>().workspace.id;
}

async function letAdministrators(client: HttpClient, workspaceId: string, adminTerminals: boolean): Promise<void> {
  const answer = await client.request("PUT", `/api/v1/workspaces/${workspaceId}/settings`, { body: { adminTerminals } });
  expect(answer.status, answer.text).toBe(200);
}

async function createAdmin(door: { latchkey(args: string[], stdin: string): Promise<{ exitCode: number | null }> }): Promise<void> {
  const args = ["users", "create", "--email", admin.email, "--name", admin.name, "--role", "admin", "--password-stdin"];
  expect((await door.latchkey(args, `${admin.password}\n`)).exitCode).toBe(0);
}
