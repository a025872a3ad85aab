/** What a person sees of a regional proxy behind the nginx or the Caddy of the distribution, with the files of deploy/: an app and a terminal in a browser. */
import { expect, test } from "./deployed-region-fixtures.ts";
import { programs, type Program } from "./models/deployed-region.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { choice, row } from "./models/region-test.ts";
import { openTerminalFromHome, withoutGpu } from "./models/terminal-page.ts";

/** Two reverse proxies, a door, a proxy and a browser start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

const deepLink = "/a%20b//c/?q=%2F&empty=&last";
const slow = { timeout: 60_000 };

for (const program of Object.keys(programs) as Program[]) {
  const file = programs[program].proxy;

  test(`${file}: in a browser an app and a terminal open through the region, which is measured`, async ({
    openDeployed,
    openProfile,
    openApp,
  }) => {
    const region = await openDeployed(program);
    const app = await openApp();
    const { accessUrl, wildcard } = region.proxy;
    const { tab, context } = await openProfile({ flags: [...region.browserFlags, withoutGpu] });
    const door = createDoorPage(tab, region.door.accessUrl);
    await tab.goto(region.appUrl(app.port) + deepLink);
    await door.expectSignInPage();
    await door.fillSignIn(owner);
    await expect(tab.getByText("hello from the app")).toBeVisible(slow);
    expect(tab.url()).toBe(region.appUrl(app.port) + deepLink);
    const kept = (await context.cookies()).find(({ name }) => /^latchkey_app_session-/.test(name));
    expect(kept).toMatchObject({ domain: `.${wildcard.slice(2).replace(/:\d+$/, "")}`, secure: true, httpOnly: true });

    await door.open("/regions");
    await expect(row(tab, "Sydney")).toContainText(/(Near|Fair|Far)\s*\d+ ms/, slow);
    await choice(tab, "Sydney").check();
    await expect(row(tab, "Sydney")).toContainText("In use");
    await door.open("/");
    const terminals: string[] = [];
    let open = 0;
    tab.on("websocket", (socket) => {
      if (!socket.url().includes("/terminals/")) return;
      terminals.push(new URL(socket.url()).origin);
      open += 1;
      socket.once("close", () => (open -= 1));
    });
    const terminal = await openTerminalFromHome(tab);
    await terminal.run("echo $((6 * 7)) through Sydney", /^42 through Sydney$/m);
    expect([...new Set(terminals)]).toEqual([accessUrl.replace("https:", "wss:")]);

    const elsewhere = await region.visitor();
    expect((await elsewhere.ask(`${region.door.accessUrl}/api/v1/keys?except=current`, { method: "DELETE" })).status).toBe(204);
    await expect.poll(() => open, slow).toBe(0);
    await expect(door.heading("Sign in")).toBeVisible(slow);
  });
}
