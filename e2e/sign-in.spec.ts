import { expect, signInClient, test } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import { redirectTricks } from "./models/redirect-tricks.ts";
import { owner } from "./models/people.ts";

test("signing in works with the keyboard alone and leads to where one wanted to go", async ({ sharedDoor, page }) => {
  const screen = createDoorPage(page, sharedDoor.origin);
  await screen.open("/devices?from=bookmark");
  await screen.expectSignInPage();
  await screen.field("E-mail").focus();
  await page.keyboard.type(owner.email);
  await page.keyboard.press("Tab");
  await expect(screen.field("Password")).toBeFocused();
  await page.keyboard.type(owner.password);
  await page.keyboard.press("Enter");
  await expect(screen.heading("Devices")).toBeVisible();
  await expect(page).toHaveURL(`${sharedDoor.origin}/devices?from=bookmark`);
});

test("password managers find the fields, and phones do not zoom into them", async ({ sharedDoor, page }) => {
  const screen = createDoorPage(page, sharedDoor.origin);
  await screen.open("/sign-in");
  await screen.expectSignInPage();
  await expect(screen.field("E-mail")).toHaveAttribute("type", "email");
  await expect(screen.field("E-mail")).toHaveAttribute("autocomplete", "username");
  await expect(screen.field("Password")).toHaveAttribute("type", "password");
  await expect(screen.field("Password")).toHaveAttribute("autocomplete", "current-password");
  await expect(page.locator("form").filter({ has: screen.field("Password") })).toHaveCount(1);
  for (const name of ["E-mail", "Password"]) {
    const size = await screen.field(name).evaluate((input) => parseFloat(getComputedStyle(input).fontSize));
    expect(size).toBeGreaterThanOrEqual(16);
  }
});

test("a wrong password is said in words, keeps the e-mail, and a right one then works", async ({ door, page }) => {
  const screen = createDoorPage(page, door.origin);
  await screen.open("/sign-in");
  await screen.fillSignIn({ email: owner.email, password: "not-the-password" });
  await expect(page.getByRole("alert").filter({ hasText: "E-mail or password is wrong." })).toBeVisible();
  await expect(screen.field("E-mail")).toHaveValue(owner.email);
  await screen.field("Password").fill(owner.password);
  await screen.button("Sign in").click();
  await screen.expectHome();
});

test("too many wrong passwords say how long to wait, and a device that is signed in does not notice", async ({ door, page }) => {
  const signedIn = await signInClient(door);
  const screen = createDoorPage(page, door.origin);
  await screen.open("/sign-in");
  // At once: what counts are the attempts of one minute.
  const wrong = [0, 1, 2, 3, 4].map((tries) => door.client().post("/api/v1/session", { email: owner.email, password: `wrong-${tries}` }));
  for (const answer of await Promise.all(wrong)) expect(answer.status).toBe(401);
  await screen.fillSignIn(owner);
  await expect(page.getByRole("alert").filter({ hasText: /Too many attempts.*(second|minute)/ })).toBeVisible();
  expect((await signedIn.get("/api/v1/session")).status).toBe(200);
});

test("caps lock is told while the password is typed", async ({ sharedDoor, page }) => {
  const screen = createDoorPage(page, sharedDoor.origin);
  await screen.open("/sign-in");
  await screen.expectSignInPage();
  await screen.field("Password").focus();
  // Playwright's keyboard has no caps lock; the browser's own event carries it as a modifier.
  // The page is there before its script is: until then nobody hears the key.
  await expect(async () => {
    await screen.field("Password").dispatchEvent("keydown", { key: "A", code: "KeyA", modifierCapsLock: true });
    await expect(page.getByText(/caps lock is on/i)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await screen.field("Password").dispatchEvent("keydown", { key: "a", code: "KeyA", modifierCapsLock: false });
  await expect(page.getByText(/caps lock is on/i)).toBeHidden();
});

test("a device whose session was ended while it was closed is told why above the form", async ({ door, openProfile }) => {
  const profile = await openProfile();
  await createDoorPage(profile.tab, door.origin).signIn(owner);
  await profile.closeCleanly();
  const elsewhere = await signInClient(door);
  expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
  await profile.launch();
  const screen = createDoorPage(profile.tab, door.origin);
  await screen.open("/");
  await screen.expectSignInPage();
  await expect(screen.status(/^Signed out from another device/)).toBeVisible();
  await screen.fillSignIn(owner);
  await screen.expectHome();
});

test("SEC-46 whatever `next` says, signing in and resuming stay on the door", async ({ sharedDoor, browser }) => {
  test.setTimeout(300_000); // eight sign-ins and eight resumes, one after the other
  for (const next of redirectTricks.slice(0, 8)) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const foreign: string[] = [];
    page.on("request", (request) => void (new URL(request.url()).origin !== sharedDoor.origin && foreign.push(request.url())));
    const screen = createDoorPage(page, sharedDoor.origin);
    const path = `/sign-in?next=${encodeURIComponent(next)}`;
    await screen.open(path);
    await screen.expectSignInPage();
    await screen.fillSignIn(owner);
    await expect(screen.heading("Sign in")).toBeHidden();
    // Signed in without a cookie: the device key resumes, and then goes where `next` says.
    for (const keepsCookie of [true, false]) {
      if (!keepsCookie) {
        await context.clearCookies();
        await screen.open(path);
      }
      await page.waitForURL((url) => url.pathname !== "/sign-in", { waitUntil: "commit" });
      expect(new URL(page.url()).origin, JSON.stringify(next)).toBe(sharedDoor.origin);
    }
    expect(foreign, JSON.stringify(next)).toEqual([]);
    await context.close();
  }
});

test("what is filled in and sent before the page's script is there is kept and sent, and never as a URL", async ({ sharedDoor, page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  const screen = createDoorPage(page, sharedDoor.origin);
  await page.goto(`${sharedDoor.origin}/sign-in`, { waitUntil: "commit" });
  await screen.expectSignInPage();
  await screen.field("E-mail").fill(owner.email);
  await screen.field("Password").fill(owner.password);
  await screen.field("Password").press("Enter");
  await expect(page).toHaveURL(`${sharedDoor.origin}/sign-in`);
  release();
  await screen.expectHome();
});
