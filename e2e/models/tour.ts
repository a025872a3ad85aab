import { expect } from "@playwright/test";
import type { DoorPage } from "./door-page.ts";

/** Every screen of a signed-in person, with its heading. */
export const screens = {
  "/": "Home",
  "/terminals": "Terminals",
  "/activity": "Activity",
  "/devices": "Devices",
  "/tokens": "Tokens",
  "/account": "Account",
  "/regions": "Regions",
  "/appearance": "Appearance",
  "/doctor": "Session doctor",
  "/you": "You",
} as const;

export const tourPaths = Object.keys(screens);

/** Opens every screen and waits until it shows itself. */
export async function tourScreens(door: DoorPage): Promise<void> {
  for (const [path, heading] of Object.entries(screens)) {
    await door.open(path);
    await expect(door.heading(heading)).toBeVisible();
  }
}
