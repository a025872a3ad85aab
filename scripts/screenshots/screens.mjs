// @ts-check
/** Every screen as the README shows it. */
import { prompt, typed } from "./home.mjs";
import { owner, servers } from "./people.mjs";

/** @typedef {import("./browser.mjs").Camera} Camera */

/** Path and heading of the screens of a signed-in person, by the name of their picture. */
export const screens = {
  home: ["/", "Home"],
  terminals: ["/terminals", "Terminals"],
  activity: ["/activity", "Activity"],
  devices: ["/devices", "Devices"],
  tokens: ["/tokens", "Tokens"],
  account: ["/account", "Account"],
  appearance: ["/appearance", "Appearance"],
  doctor: ["/doctor", "Session doctor"],
  you: ["/you", "You"],
};

/** Opens a path and waits for its heading. @param {Camera} camera @param {string} url @param {string} heading */
export async function open({ page }, url, heading) {
  await page.goto(url, { waitUntil: "load" });
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  if (heading === "Session doctor") await page.getByTestId("verdict").waitFor();
  // Looked at again every few seconds; the first list is that of the real machine.
  if (heading === "Home") {
    await page.getByText(String(servers[0]?.port), { exact: true }).waitFor();
    // As one who comes back to it: nothing is new, and nothing that has gone keeps its place.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  }
  await settle(page);
}

/** Hydrated, and its worker in place. @param {import("@playwright/test").Page} page */
export async function settle(page) {
  await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => {});
}

/** @param {Camera} camera @param {string} origin */
export async function shootSetUp(camera, origin) {
  await open(camera, `${origin}/setup`, "Set up your door");
  const { page } = camera;
  await page.getByLabel("Name", { exact: true }).fill(owner.name);
  await page.getByLabel("E-mail", { exact: true }).fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByText("Strong", { exact: true }).waitFor();
  await camera.shoot("setup");
}

/** Pictures the sign-in screen and goes through it. @param {Camera} camera @param {string} origin */
export async function shootSignIn(camera, origin) {
  await open(camera, `${origin}/sign-in`, "Sign in");
  await camera.shoot("sign-in");
  await signIn(camera);
}

/** @param {Camera} camera with the sign-in screen open @param {string} heading of the screen that it leads to */
export async function signIn({ page }, heading = "Home") {
  await page.getByLabel("E-mail", { exact: true }).fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** @param {Camera} camera signed in @param {string} origin */
export async function shootScreens(camera, origin) {
  // Chromium offers to install at a moment of its own choice.
  await camera.page.evaluate(() => localStorage.setItem("latchkey-install-dismissed", "1"));
  await shootTerminal(camera, origin);
  for (const [name, [path = "", heading = ""]] of Object.entries(screens)) {
    await open(camera, origin + path, heading);
    await camera.shoot(name);
  }
}

/** A shell in which somebody works. @param {Camera} camera signed in @param {string} origin */
async function shootTerminal(camera, origin) {
  const { page } = camera;
  await open(camera, `${origin}/terminals`, "Terminals");
  await page.getByRole("button", { name: "New terminal" }).first().click();
  const rows = page.locator(".xterm-rows");
  // Each line when the shell is ready for it, or its echo would stand where it was typed.
  const lines = rows.locator("div").filter({ hasText: new RegExp(`^${prompt}`) });
  await lines.nth(0).waitFor();
  // On a phone a terminal takes the keyboard only when it is tapped.
  await page.locator(".xterm-helper-textarea").focus();
  for (const [index, line] of typed.entries()) {
    await page.keyboard.type(`${line}\n`);
    await lines.nth(index + 1).waitFor();
  }
  await camera.shoot("terminal");
}

/** The region in use, measured. @param {Camera} camera signed in @param {string} origin */
export async function shootRegions(camera, origin) {
  await open(camera, `${origin}/regions`, "Regions");
  await camera.page.getByText("In use", { exact: true }).waitFor();
  await camera.page.getByText(/^Near/).first().waitFor();
  await camera.shoot("regions");
}
