/** Two doors on one host in one browser: what one does to its cookie must not reach the other. */
import { expect } from "@playwright/test";
import type { BrowserProfile } from "./browser-profile.ts";
import { createDoorPage } from "./door-page.ts";
import type { DoorServer } from "./door-server.ts";
import { owner } from "./people.ts";

/**
 * Signs in to both, sees both signed in, signs out of the first and sees the second still signed in; then the other way round.
 * Gives the names of the two session cookies as the browser keeps them while both are signed in.
 */
export async function expectApart(profile: BrowserProfile, [first, second]: readonly [DoorServer, DoorServer]): Promise<string[]> {
  const page = profile.tab;
  const [one, two] = [createDoorPage(page, first.origin), createDoorPage(page, second.origin)];
  expect(new URL(first.origin).hostname).toBe(new URL(second.origin).hostname);
  await one.signIn(owner);
  await two.signIn(owner);
  for (const door of [one, two, one, two]) {
    await door.open("/");
    await door.expectHome();
  }
  const cookies = (await profile.context.cookies()).map((cookie) => cookie.name).filter((name) => name.includes("latchkey_session-"));
  expect(new Set(cookies).size).toBe(2);

  await one.signOut();
  await two.open("/");
  await two.expectHome();
  await one.signIn(owner);
  await two.signOut();
  await one.open("/");
  await one.expectHome();
  return cookies;
}
