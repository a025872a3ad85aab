import { expect, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { tourPaths } from "./models/tour.ts";

test("a fresh door leads everyone to set-up, makes its owner with the keyboard alone, and lands signed in", async ({ startDoor, page }) => {
  const door = await startDoor({ setUp: false });
  const screen = createDoorPage(page, door.origin);
  for (const path of ["/", "/sign-in", "/devices"]) {
    await screen.open(path);
    await expect(screen.heading("Set up your door")).toBeVisible();
    await expect(page).toHaveURL(`${door.origin}/setup`);
  }
  await screen.field("Name").focus();
  await page.keyboard.type(owner.name);
  await page.keyboard.press("Tab");
  await expect(screen.field("E-mail")).toBeFocused();
  await page.keyboard.type(owner.email);
  await page.keyboard.press("Tab");
  await expect(screen.field("Password")).toBeFocused();
  await page.keyboard.type(owner.password);
  await page.keyboard.press("Enter");
  await screen.expectHome();
  const session = await page.evaluate(async () => (await fetch("/api/v1/session")).json() as Promise<unknown>);
  expect(session).toMatchObject({ user: { email: owner.email, name: owner.name, role: "owner" }, key: { kind: "session" } });
});

test("once set up, the set-up page is gone for good", async ({ door, page }) => {
  const screen = createDoorPage(page, door.origin);
  await screen.open("/setup");
  await screen.expectSignInPage();
  for (const path of tourPaths) {
    await screen.open(path);
    await screen.expectSignInPage();
  }
});

test("a weak password is told while it is typed, and refused", async ({ startDoor, page }) => {
  const door = await startDoor({ setUp: false });
  const screen = createDoorPage(page, door.origin);
  await screen.open("/setup");
  await screen.field("Password").fill("password1");
  await expect(page.getByText("Too easy to guess", { exact: true })).toBeVisible();
  await screen.field("Name").fill(owner.name);
  await screen.field("E-mail").fill(owner.email);
  await screen.button("Create owner").click();
  await expect(screen.field("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(screen.field("Password")).toHaveAccessibleDescription(/guess/i);
  await expect(screen.heading("Set up your door")).toBeVisible();
  expect((await door.client().get("/api/v1/setup")).json()).toMatchObject({ needed: true });

  await screen.field("Password").fill(owner.password);
  await expect(page.getByText(/^(Good|Strong)$/)).toBeVisible();
  await screen.button("Create owner").click();
  await screen.expectHome();
});

test("a password manager can tell the fields of set-up apart", async ({ startDoor, page }) => {
  const door = await startDoor({ setUp: false });
  const screen = createDoorPage(page, door.origin);
  await screen.open("/setup");
  await expect(screen.field("E-mail")).toHaveAttribute("type", "email");
  await expect(screen.field("E-mail")).toHaveAttribute("autocomplete", /username|email/);
  await expect(screen.field("Password")).toHaveAttribute("type", "password");
  await expect(screen.field("Password")).toHaveAttribute("autocomplete", "new-password");
});
