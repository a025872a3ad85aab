// @ts-check
/** The states of the screens besides the ordinary one: before, empty, many, asking, failed, offline. To be looked at; not in the README. */
import { owner } from "./people.mjs";
import { open, screens, settle, signIn } from "./screens.mjs";

/** @typedef {import("./browser.mjs").Camera} Camera */
/** @typedef {{origin: string, front: import("./front.mjs").Front, endFromElsewhere(keyId: string): Promise<unknown>}} Door */

/** @param {Camera} camera with the set-up screen open and filled @param {Door} door */
export async function shootSetUpStates(camera, door) {
  const { page } = camera;
  await open(camera, `${door.origin}/setup`, "Set up your door");
  await camera.shoot("setup-empty");
  await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await page.getByLabel("E-mail", { exact: true }).fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill("password1");
  await page.getByRole("button", { name: "Create owner" }).click();
  await settle(page);
  await camera.shoot("setup-refused");
}

/** @param {Camera} camera @param {Door} door */
export async function shootDoorStates(camera, door) {
  const { page } = camera;
  await open(camera, `${door.origin}/sign-in`, "Sign in");
  await tryPassword(page, "not-the-password");
  await camera.shoot("sign-in-wrong");
  door.front.mood = "limited";
  await tryPassword(page, "not-the-password");
  await camera.shoot("sign-in-limited");
  door.front.mood = "gone";
  await tryPassword(page, "not-the-password");
  await camera.shoot("sign-in-offline");
  door.front.mood = "open";
}

/** Somebody with one session and nothing else. @param {Camera} camera signed in @param {Door} door */
export async function shootNewPerson(camera, door) {
  const { page } = camera;
  await open(camera, `${door.origin}/`, "Home");
  await offerInstall(page);
  await camera.shoot("home-new");
  await page.getByRole("button", { name: "Not now" }).click();
  await open(camera, `${door.origin}/devices`, "Devices");
  await camera.shoot("devices-few");
  await open(camera, `${door.origin}/tokens`, "Tokens");
  await camera.shoot("tokens-empty");
}

/** @param {Camera} camera signed in @param {Door} door */
export async function shootStates(camera, door) {
  const { page } = camera;
  const shootDialog = async (/** @type {string} */ name) => {
    await settle(page);
    await camera.shoot(name);
  };
  await open(camera, `${door.origin}/devices`, "Devices");
  await page.getByRole("button", { name: /^End \d+ other sessions$/ }).click();
  await page.getByRole("alertdialog").waitFor();
  await shootDialog("devices-end-all");

  await open(camera, `${door.origin}/tokens`, "Tokens");
  await page.getByRole("button", { name: "New token" }).first().click();
  await page.getByLabel("Name", { exact: true }).waitFor();
  await shootDialog("tokens-new");
  await page.getByLabel("Name", { exact: true }).fill(`deploy from ${camera.size}`);
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByTestId("token").waitFor();
  await shootDialog("tokens-made");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: `Revoke deploy from ${camera.size}` }).click();
  await page.getByText("is revoked.").waitFor();
  await camera.shoot("tokens-revoked", { frozen: true });

  await open(camera, `${door.origin}/account`, "Account");
  await page.getByLabel("Current password", { exact: true }).fill("not-the-password");
  await page.getByLabel("New password", { exact: true }).fill("violet-Anvil-3-beside-a-heron");
  await page.getByRole("button", { name: "Change password" }).click();
  await settle(page);
  await camera.shoot("account-refused");

  await page.goto(`${door.origin}/nowhere`);
  await camera.shoot("nowhere");
  await page.goto(`${door.origin}/offline`);
  await camera.shoot("offline-page");

  const cdp = await camera.context.newCDPSession(page);
  await cdp.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
  for (const name of /** @type {const} */ (["home", "devices", "tokens", "account"])) {
    const [path = "", heading = ""] = screens[name];
    await open(camera, door.origin + path, heading);
    await camera.shoot(`${name}-large-text`);
  }
  await cdp.send("Page.setFontSizes", { fontSizes: { standard: 16 } });

  await shootTrouble(camera, door);
  await shootUpdate(camera, door);
  await shootEnded(camera, door);
}

/** What an installed app shows while the door is away, fails, or is slow. @param {Camera} camera @param {Door} door */
async function shootTrouble(camera, { origin, front }) {
  const { page } = camera;
  for (const [mood, name, wanted] of /** @type {const} */ ([
    ["gone", "offline", /^Offline since/],
    ["unavailable", "database-away", /^The database is not answering/],
  ])) {
    front.mood = mood;
    for (const screen of /** @type {const} */ (["home", "devices", "doctor"])) {
      const [path = "", heading = ""] = screens[screen];
      await page.goto(origin + path);
      await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
      await page.getByRole("status").filter({ hasText: wanted }).waitFor();
      await page.waitForTimeout(500);
      await camera.shoot(`${screen}-${name}`, { frozen: true });
    }
    front.mood = "open";
  }
  // The list was never seen here: with a slow door a skeleton, with none the reason.
  await forget(page, "/keys");
  for (const [mood, name] of /** @type {const} */ ([
    ["silent", "devices-loading"],
    ["gone", "devices-nothing-kept"],
  ])) {
    front.mood = mood;
    await page.goto(`${origin}/devices`);
    await page.getByRole("heading", { level: 1, name: "Devices", exact: true }).waitFor();
    await page.waitForTimeout(1_000);
    await camera.shoot(name, { frozen: true });
  }
  front.mood = "open";
}

/** Takes an answer out of what the browser has kept. @param {import("@playwright/test").Page} page @param {string} path of the API */
async function forget(page, path) {
  await page.evaluate(async (key) => {
    const wait = (/** @type {IDBRequest} */ request) =>
      new Promise((resolve, reject) =>
        Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }),
      );
    for (const { name = "" } of await indexedDB.databases()) {
      if (name === "latchkey") continue;
      const database = await wait(indexedDB.open(name));
      for (const store of database.objectStoreNames) await wait(database.transaction(store, "readwrite").objectStore(store).delete(key));
      database.close();
    }
  }, path);
}

/** @param {Camera} camera @param {Door} door */
async function shootUpdate(camera, { origin, front }) {
  const { page } = camera;
  await open(camera, `${origin}/`, "Home");
  front.isNewBuild = true;
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await page.getByRole("status").filter({ hasText: "Update ready" }).waitFor();
  await camera.shoot("home-update", { frozen: true });
  await page.getByRole("button", { name: "Reload" }).click();
  await page.waitForTimeout(1500);
  front.isNewBuild = false;
}

/** The session is ended from another device, and the sign-in screen says so. @param {Camera} camera @param {Door} door */
async function shootEnded(camera, { origin, endFromElsewhere }) {
  const { page } = camera;
  await open(camera, `${origin}/devices`, "Devices");
  const keyId = await page.evaluate(async () => String((await (await fetch("/api/v1/session")).json()).key.id));
  await endFromElsewhere(keyId);
  await page.getByRole("heading", { level: 1, name: "Sign in", exact: true }).waitFor();
  await page.getByRole("status").filter({ hasText: /./ }).waitFor();
  await camera.shoot("sign-in-ended");
  await signIn(camera, "Devices");
}

/** Where installing is done by hand. @param {Camera} camera of Safari's size and name @param {Door} door */
export async function shootSafari(camera, { origin }) {
  // It is Chromium all the same, and would offer its own prompt.
  await camera.page.addInitScript(() => addEventListener("beforeinstallprompt", (event) => event.stopImmediatePropagation(), true));
  await open(camera, `${origin}/sign-in`, "Sign in");
  await signIn(camera);
  await open(camera, `${origin}/`, "Home");
  await camera.shoot("home-install");
}

/** @param {Camera} camera @param {Door} door */
export async function shootCrowd(camera, { origin }) {
  await open(camera, `${origin}/devices`, "Devices");
  await camera.shoot("devices-many");
  await camera.page.mouse.wheel(0, 1200);
  await camera.page.evaluate(() => scrollTo(0, 1200));
  await camera.shoot("devices-many-scrolled");
}

/** As Chromium does it once it finds the door worth installing, which a fresh profile has not yet. @param {import("@playwright/test").Page} page */
async function offerInstall(page) {
  await page.evaluate(() => {
    const event = Object.assign(new Event("beforeinstallprompt"), { prompt: async () => ({ outcome: "dismissed" }) });
    dispatchEvent(event);
  });
  await page.getByRole("button", { name: "Install", exact: true }).waitFor();
}

/** @param {import("@playwright/test").Page} page @param {string} password */
async function tryPassword(page, password) {
  await page.getByLabel("E-mail", { exact: true }).fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: /./ }).waitFor();
  await settle(page);
}
