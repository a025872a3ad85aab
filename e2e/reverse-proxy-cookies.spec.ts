/** A jar that a hostile app filled, in a browser that speaks HTTP/2 with the nginx or the Caddy of the distribution: at the door and at an app of a region. */
import type { BrowserContext } from "@playwright/test";
import { expect, test } from "./deployed-region-fixtures.ts";
import { programs, type Program } from "./models/deployed-region.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { removeTickedCookies } from "./models/too-large-page.ts";

/** Two reverse proxies, a door, a proxy and a browser start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

/** Fewer than the 180 at which the browser itself drops cookies, others' too. */
const bombs = 150;
const slow = { timeout: 60_000 };

for (const program of Object.keys(programs) as Program[]) {
  test(`SEC-36 A1 through ${program} a full jar is seen and emptied by a person, at the door and at a region, and others' cookies stay`, async ({
    openDeployed,
    openProfile,
    openApp,
  }) => {
    const region = await openDeployed(program);
    const app = await openApp();
    const { tab, context } = await openProfile({ flags: region.browserFlags });
    const door = createDoorPage(tab, region.door.accessUrl);
    await door.signIn(owner);
    const { hostname } = new URL(region.door.accessUrl);
    const domain = `.${hostname.split(".").slice(-2).join(".")}`;
    const others = [
      { name: "company_sign_in", value: "s".repeat(400), domain, path: "/", httpOnly: true, secure: true },
      { name: "company_theme", value: "dark", domain, path: "/" },
      { name: "mail", value: "m".repeat(3_000), domain: `mail${domain}`, path: "/" },
    ];
    await context.addCookies(others);

    // A page of the door that is open would notice, and go to the page by itself.
    await tab.goto("about:blank");
    await fillJar(context, domain);
    await tab.goto(`${region.door.accessUrl}/you`);
    await removeTickedCookies(tab);
    await expect(door.heading("You")).toBeVisible(slow);

    // A page of the door that is open would notice, and go to the page by itself.
    await tab.goto("about:blank");
    await fillJar(context, domain);
    await tab.goto(region.appUrl(app.port));
    await removeTickedCookies(tab);
    await expect(tab.getByText("hello from the app")).toBeVisible(slow);

    const names = (await context.cookies()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(others.map(({ name }) => name)));
    expect(names.filter((name) => name.startsWith("bomb"))).toEqual([]);
  });
}

async function fillJar(context: BrowserContext, domain: string): Promise<void> {
  await context.addCookies(
    Array.from({ length: bombs }, (_, at) => ({ name: `bomb${at}`, value: "x".repeat(4_000), domain, path: "/", secure: true })),
  );
  await expect.poll(async () => (await context.cookies()).filter(({ name }) => name.startsWith("bomb")).length).toBe(bombs);
}
