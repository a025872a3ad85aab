/**
 * The case of the original report: one instance's wildcard inside another's. The outer's cookie reaches the inner's hosts; when its session
 * ends there, nobody may be sent in circles for it. Real time in one test, because the end of a session is its subject.
 */
import type { Page } from "@playwright/test";
import { expect, signInClient, test as base } from "./fixtures.ts";
import type { BrowserProfile } from "./models/browser-profile.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { findFreePort } from "./models/free-port.ts";
import { owner } from "./models/people.ts";
import { createVisitor, type Visitor } from "./models/visitor.ts";
import { startGuardedApp, type GuardedApp } from "./upstreams/guarded-app.ts";

interface Instance {
  door: DoorServer;
  /** Where `app` opens below this instance's wildcard. */
  appUrl: string;
  /** What the names of this instance's app cookie and of no other's begin with. */
  cookieName(profile: BrowserProfile): Promise<string>;
}

interface Nested {
  app: GuardedApp;
  outer: Instance;
  inner: Instance;
}

/** The most that opening an app may take with a valid session of its own. */
const mostRedirects = 2;

const test = base.extend<{ start(outerFlags?: Record<string, string>): Promise<Nested> }>({
  start: async ({ startDoor }, use) => {
    const apps: GuardedApp[] = [];
    await use(async (outerFlags = {}) => {
      const app = await startGuardedApp();
      apps.push(app);
      const open = async (name: string, wildcard: string, flags: Record<string, string>): Promise<Instance> => {
        const port = await findFreePort();
        const accessUrl = `http://${name}:${port}`;
        const pattern = `${wildcard}:${port}`;
        const door = await startDoor({ port, flags: { "access-url": accessUrl, "wildcard-access-url": pattern, ...flags } });
        const appUrl = `http://${pattern.replace("*", `${app.port}--this-machine--${owner.name}`)}`;
        const cookieName = async (profile: BrowserProfile) => {
          const domain = wildcard.replace("*", "");
          const cookie = (await profile.context.cookies()).find((each) => each.name.includes("_app_session-") && each.domain === domain);
          return cookie?.name ?? "none";
        };
        return { door, appUrl, cookieName };
      };
      const outer = await open("latchkey.localhost", "*.apps.localhost", outerFlags);
      const inner = await open("sydney.localhost", "*.sydney.apps.localhost", {});
      return { app, outer, inner };
    });
    await Promise.all(apps.map((app) => app.close()));
    expect(
      apps.flatMap((app) => app.offences),
      "what an app saw of ours",
    ).toEqual([]);
  },
});

/** Two doors and two browsers start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

test("SEC-21 the outer session is ended elsewhere: the inner app opens at once, whichever cookie came first, and keeps opening", async ({
  start,
  openProfile,
}) => {
  const nested = await start();
  const profiles = [await openProfile(), await openProfile()] as const;
  await openBoth(profiles[0], [nested.outer, nested.inner]);
  await openBoth(profiles[1], [nested.inner, nested.outer]);
  const elsewhere = await signInClient(nested.outer.door);
  expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
  for (const profile of profiles) await expectInnerOpen(profile, nested);
});

test("SEC-21 the outer session runs out: the inner app opens at once, whichever cookie came first, and keeps opening", async ({
  start,
  openProfile,
}) => {
  test.setTimeout(600_000);
  const nested = await start({ "session-duration": "45s" });
  const profiles = [await openProfile(), await openProfile()] as const;
  await openBoth(profiles[0], [nested.outer, nested.inner]);
  await openBoth(profiles[1], [nested.inner, nested.outer]);
  const name = await nested.outer.cookieName(profiles[0]);
  // A browser drops the cookie with its key; one whose clock is late does not, and that one is at the mercy of the server.
  for (const profile of profiles) {
    const kept = (await profile.context.cookies()).filter((cookie) => cookie.name === name);
    expect(kept).toHaveLength(1);
    await profile.context.addCookies(kept.map((cookie) => ({ ...cookie, expires: Date.now() / 1000 + 86_400 })));
  }
  for (const { tab } of profiles) {
    const status = () => asPage(tab, `${nested.outer.appUrl}/x`, { "latchkey-passive": "1" });
    await expect.poll(status, { timeout: 150_000, intervals: [2_000] }).toBe(401);
  }
  for (const profile of profiles) {
    expect((await profile.context.cookies()).filter((cookie) => cookie.name === name)).toHaveLength(1);
    await expectInnerOpen(profile, nested);
  }
});

test("SEC-21 dead, foreign and planted cookies in any order and place beside the right one cost no redirect", async ({ start }) => {
  const { outer, inner, app } = await start();
  const visit = async (instance: Instance): Promise<{ person: Visitor; pair: string }> => {
    const person = createVisitor({ accessUrl: instance.door.origin, portOf: (url) => Number(new URL(url).port) });
    await person.signIn();
    expect((await person.navigate(`${instance.appUrl}/page`)).answer.status).toBe(200);
    const cookie = person.cookies.find((each) => each.name.includes("_app_session-"));
    return { person, pair: `${cookie?.name}=${cookie?.value}` };
  };
  const [dead, right, foreign] = [await visit(inner), await visit(inner), await visit(outer)];
  expect((await dead.person.ask(`${inner.door.origin}/api/v1/session`, { method: "DELETE" })).status).toBe(204);
  const [name = ""] = right.pair.split("=");
  for (const order of permutationsOf([right.pair, dead.pair, foreign.pair, `${name}=planted`])) {
    const stranger = createVisitor({ accessUrl: inner.door.origin, portOf: (url) => Number(new URL(url).port) });
    const answer = await stranger.ask(`${inner.appUrl}/page`, { headers: { cookie: order.join("; "), "sec-fetch-mode": "navigate" } });
    expect([answer.status, answer.text.includes("hello from the app")]).toEqual([200, true]);
    // The losers are expired wherever they may have been put, and never the right one in its own place.
    const expired = answer.setCookies.filter((line) => line.startsWith(`${name}=;`));
    expect(expired.join("\n")).toContain("Domain=apps.localhost");
    expect(expired.some((line) => !line.includes("Domain="))).toBe(true);
    expect(expired.filter((line) => line.includes("Path=/; Domain=sydney.apps.localhost"))).toEqual([]);
  }
  expect(app.targets.length).toBeGreaterThan(24);
});

/** Signs in to both and opens the app of both, in this order. */
async function openBoth({ tab }: BrowserProfile, instances: readonly Instance[]): Promise<void> {
  for (const { door, appUrl } of instances) {
    await createDoorPage(tab, door.origin).signIn(owner);
    await tab.goto(`${appUrl}/page`);
    await expect(tab.getByText("hello from the app")).toBeVisible();
  }
}

/** Opens the inner app again and again, with copies of its cookie's name planted beside it, host-only and on the parent domain. */
async function expectInnerOpen(profile: BrowserProfile, { outer, inner }: Nested): Promise<void> {
  const name = await inner.cookieName(profile);
  expect(name).not.toBe(await outer.cookieName(profile));
  expect(await redirectsTo(profile.tab, `${inner.appUrl}/page?first`)).toBeLessThanOrEqual(mostRedirects);
  for (const place of ["", "; Domain=apps.localhost", "; Path=/page"]) {
    await profile.tab.evaluate(([planted, where]) => (document.cookie = `${planted}=planted${where}`), [name, place] as const);
    for (const turn of [1, 2]) expect(await redirectsTo(profile.tab, `${inner.appUrl}/page?${turn}`)).toBeLessThanOrEqual(mostRedirects);
  }
  // The outer one asks for a sign-in of its own, and having got it takes nothing from the inner one.
  await profile.tab.goto(`${outer.appUrl}/page`);
  const door = createDoorPage(profile.tab, outer.door.origin);
  await door.expectSignInPage();
  await door.fillSignIn(owner);
  await expect(profile.tab.getByText("hello from the app")).toBeVisible();
  expect(await redirectsTo(profile.tab, `${inner.appUrl}/page?last`)).toBe(0);
}

async function redirectsTo(tab: Page, url: string): Promise<number> {
  const answer = await tab.goto(url);
  await expect(tab.getByText("hello from the app")).toBeVisible();
  let count = 0;
  for (let from = answer?.request().redirectedFrom(); from; from = from.redirectedFrom()) count += 1;
  return count;
}

/** The status that the tab's own browser gets for a program's request, with its cookies. */
async function asPage(tab: Page, url: string, headers: Record<string, string>): Promise<number> {
  const cookies = await tab.context().cookies(url);
  const cookie = cookies.map((each) => `${each.name}=${each.value}`).join("; ");
  const program = createVisitor({ accessUrl: url, portOf: () => Number(new URL(url).port) });
  return (await program.ask(url, { headers: { cookie, ...headers } })).status;
}

function permutationsOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => permutationsOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
