/** A door as a person sees it in one window: found by role and accessible name only, never by class or test id where a word will do. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "./people.ts";

export interface DoorPage {
  readonly page: Page;
  heading(name: string): Locator;
  button(name: string | RegExp): Locator;
  field(name: string): Locator;
  /** The note, banner or toast that tells of a state without being an error. */
  status(text: string | RegExp): Locator;
  /** Goes to a path of the door and waits until its document is there. */
  open(path: string): Promise<void>;
  /** Opens the sign-in page, fills it and gets to Home. */
  signIn(person: Person): Promise<void>;
  /** Fills the sign-in page that is open and sends it. */
  fillSignIn(person: Pick<Person, "email" | "password">): Promise<void>;
  /** Fills the set-up page and gets to Home. */
  setUp(person: Person): Promise<void>;
  /** Signs out from the You screen and gets to the sign-in page. */
  signOut(): Promise<void>;
  expectHome(): Promise<void>;
  expectSignInPage(): Promise<void>;
}

export function createDoorPage(page: Page, origin: string): DoorPage {
  const door: DoorPage = {
    page,
    heading: (name) => page.getByRole("heading", { level: 1, name, exact: true }),
    button: (name) => page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }),
    field: (name) => page.getByLabel(name, { exact: true }),
    status: (text) => page.getByRole("status").filter({ hasText: text }),
    async open(path) {
      await page.goto(origin + path);
    },
    async signIn(person) {
      await door.open("/sign-in");
      await door.fillSignIn(person);
      await door.expectHome();
    },
    async fillSignIn(person) {
      await door.field("E-mail").fill(person.email);
      await door.field("Password").fill(person.password);
      await door.button("Sign in").click();
    },
    async setUp(person) {
      await door.open("/setup");
      await door.field("Name").fill(person.name);
      await door.field("E-mail").fill(person.email);
      await door.field("Password").fill(person.password);
      await door.button("Create owner").click();
      await door.expectHome();
    },
    async signOut() {
      await door.open("/you");
      await door.button("Sign out").click();
      await door.expectSignInPage();
    },
    expectHome: () => expect(door.heading("Home")).toBeVisible(),
    expectSignInPage: () => expect(door.heading("Sign in")).toBeVisible(),
  };
  return door;
}
