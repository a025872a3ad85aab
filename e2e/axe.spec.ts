import type { BrowserContextOptions } from "@playwright/test";
import { createPerson, expect, signInClient, test } from "./fixtures.ts";
import { expectNoViolation } from "./models/axe.ts";
import { createDoorPage, type DoorPage } from "./models/door-page.ts";
import { member } from "./models/people.ts";
import { screens } from "./models/tour.ts";

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    // Motion is reduced so that no screen is looked at half-faded in.
    const options: BrowserContextOptions = { colorScheme, viewport, reducedMotion: "reduce" };

    test(`axe finds nothing on the screens before sign-in, ${colorScheme}, ${size}`, async ({ startDoor, browser }) => {
      const door = await startDoor({ setUp: false });
      const context = await browser.newContext(options);
      const page = createDoorPage(await context.newPage(), door.origin);
      await page.open("/setup");
      await page.field("Password").fill("12345678");
      await expectClean(page, "Set up your door");
      expect((await door.client().post("/api/v1/setup", member)).status).toBe(201);
      await page.open("/sign-in");
      await expectClean(page, "Sign in");
      await page.fillSignIn({ email: member.email, password: "not-the-password" });
      await expect(page.page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
      await expectClean(page, "Sign in");
      await page.open("/offline");
      await expectNoViolation(page.page, "/offline");
      await context.close();
    });

    test(`axe finds nothing on the screens of a signed-in person, ${colorScheme}, ${size}`, async ({ sharedDoor, browser }) => {
      const context = await browser.newContext(options);
      const person = { email: `${colorScheme}-${size}@latchkey.example`, name: `${colorScheme}-${size}`, password: member.password };
      await createPerson(sharedDoor, person);
      const page = createDoorPage(await context.newPage(), sharedDoor.origin);
      await page.signIn(person);
      await signInClient(sharedDoor, person); // another session, so that there is something to end
      for (const [path, heading] of Object.entries(screens)) {
        await page.open(path);
        await expectClean(page, heading);
      }
      await page.open("/devices");
      await page.button(/^End session on /).click();
      await expectNoViolation(page.page, "the question before a session is ended");
      await page.open("/tokens");
      await page.button("New token").first().click();
      await expect(page.field("Name")).toBeVisible();
      await expectNoViolation(page.page, "the dialog of a new token");
      await page.field("Name").fill("backup");
      await page.button("Create token").click();
      await expect(page.page.getByTestId("token")).toBeVisible();
      await expectNoViolation(page.page, "a new token");
      await page.page.keyboard.press("Escape");
      await expect(page.page.getByText("backup", { exact: true })).toBeVisible();
      await expectNoViolation(page.page, "the list of tokens");
      await page.open("/nowhere");
      await expect(page.page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectNoViolation(page.page, "a page that does not exist");
      await context.close();
    });
  }
}

async function expectClean(door: DoorPage, heading: string): Promise<void> {
  await expect(door.heading(heading)).toBeVisible();
  await expectNoViolation(door.page, heading);
}
