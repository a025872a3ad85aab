/** What a machine's own file and a server may share, as its owner sees and sets it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { expect, signInClient, test } from "./fixtures.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";

const phone = { width: 390, height: 844 };
const docs = 'apps:\n  docs: { url: "http://localhost:4000", name: Handbook, sharing: public }\n';

test("F7 a machine from before there were ceilings: its owner is asked once, its row says what is held back, and they may change their mind", async ({
  startDoor,
  page,
}) => {
  const door = await startDoor();
  writeFileSync(join(door.dataDir, "latchkey.yaml"), docs);
  await door.stop();
  const database = new Database(join(door.dataDir, "latchkey.db"));
  database.exec(
    `INSERT INTO "WorkspaceSetting" ("workspaceId", "adminTerminals", "changedAt", "maxSharing") VALUES ('this-machine', false, 0, 'public')`,
  );
  database.close();
  await door.start();
  await page.setViewportSize(phone);
  await createDoorPage(page, door.origin).signIn(owner);
  const row = page.getByRole("list", { name: "Apps of This machine" }).getByRole("listitem").filter({ hasText: "Handbook" });
  await expect(row).toContainText("Anybody with the link");
  await expect(page.getByText("This machine may make its own apps public.")).toBeVisible();
  await expectNoViolation(page, "home that asks what a machine may share");
  await page.getByRole("button", { name: "Only people signed in" }).click();
  await expect(page.getByText("This machine may make its own apps public.")).toHaveCount(0);
  await expect(row).toContainText("Public was asked for in latchkey.yaml. This machine's file may not share so much.");
  await expect(row).toContainText("Everybody signed in");
  await expectNoViolation(page, "home with a share that is held back");

  await page.getByRole("button", { name: "More about This machine" }).click();
  const choice = page.getByLabel("latchkey.yaml may share with");
  await expect(choice).toHaveValue("authenticated");
  await choice.selectOption({ label: "Anybody with the link" });
  await expect
    .poll(async () => (await (await signInClient(door)).get("/api/v1/workspaces/this-machine/settings")).json())
    .toMatchObject({
      maxSharing: "public",
    });
  await page.keyboard.press("Escape");
  await expect(row).not.toContainText("latchkey.yaml");
  await expect(page.getByText("This machine may make its own apps public.")).toHaveCount(0);
});

test("F7 a server that shares with people signed in at most offers no more, and refuses more", async ({ startDoor, openApp, page }) => {
  const app = await openApp();
  const door = await startDoor({ flags: { "max-sharing": "authenticated" } });
  const client = await signInClient(door);
  const path = "/api/v1/workspaces/this-machine";
  const refused = await client.request("PUT", `${path}/ports/${app.port}`, { body: { sharing: "public" } });
  expect([refused.status, refused.json()]).toEqual([403, expect.objectContaining({ code: "forbidden", field: "sharing" })]);
  const put = await client.request("PUT", `${path}/apps/web`, { body: { url: `http://127.0.0.1:${app.port}`, name: "Web" } });
  expect(put.status).toBe(200);
  await page.setViewportSize(phone);
  await createDoorPage(page, door.origin).signIn(owner);
  await page.getByRole("button", { name: "More about Web" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("radio")).toHaveCount(2);
  await expect(page.getByText("This server does not let anybody share more than that.")).toBeVisible();
});
