/** How an app opens, and how it never does: the hand-over on the wire. */
import { expect } from "@playwright/test";
import { parseSetCookie } from "../models/http-client.ts";
import type { Visitor } from "../models/visitor.ts";
import type { Case, Stage } from "./stage.ts";

const lifetimeSeconds = 30 * 86_400;
const deepLink = "/a%20b//c/;x/%7e/?q=%2F&x=1&x=2&empty=&&plus=+&last";

export const handOverCases: readonly Case[] = [
  {
    name: "a hand-over is three redirects, keeps a deep link to the byte and puts no key in a URL",
    needs: ["own-hosts"],
    async run({ accessUrl, app, appBase, visitor }) {
      const person = await visitor();
      const { answer, url, hops } = await person.navigate(appBase + deepLink);
      expect([answer.status, url]).toEqual([200, appBase + deepLink]);
      expect(app.targets).toEqual([deepLink]);
      expect(hops.map(({ answer: { status } }) => status)).toEqual([303, 303, 303]);
      const [toDoor = "", back = "", clean = ""] = hops.map((hop) => hop.answer.headers.location ?? "");
      const authorize = new URL(toDoor);
      expect(authorize.origin + authorize.pathname).toBe(`${accessUrl}/api/v1/apps/authorize`);
      expect(authorize.searchParams.get("redirect_uri")).toBe(appBase + deepLink);
      expect(back.startsWith(`${appBase}${deepLink}&latchkey_code=`)).toBe(true);
      expect(clean).toBe(deepLink);
      const secrets = person.cookies.map((cookie) => cookie.value);
      expect(secrets.length).toBeGreaterThan(1);
      for (const secret of secrets)
        expect([toDoor, back, clean].some((location) => location.includes(secret) && secret.length > 8)).toBe(false);
      for (const { answer: hop } of hops) expect(hop.headers["cache-control"]).toContain("no-store");
    },
  },
  {
    name: "the app cookie has the name, place and life that the contract gives it",
    needs: ["own-hosts"],
    async run({ appCookie, appBase, visitor }) {
      const person = await visitor();
      const { hops } = await person.navigate(`${appBase}/`);
      const name = appCookie.nameAt(new URL(appBase).host);
      const set = hops
        .flatMap((hop) => hop.answer.setCookies.map(parseSetCookie))
        .filter((cookie) => cookie.name === name && cookie.value !== "");
      expect(set).toHaveLength(1);
      const { "max-age": maxAge, ...attributes } = set[0]?.attributes ?? {};
      expect(attributes).toEqual({
        ...{ path: "/", httponly: "", samesite: "Lax" },
        ...(appCookie.secure && { secure: "" }),
        ...(appCookie.domain !== null && { domain: appCookie.domain }),
      });
      expect(Number(maxAge)).toBeGreaterThan(lifetimeSeconds - 60);
      expect(Number(maxAge)).toBeLessThanOrEqual(lifetimeSeconds);
    },
  },
  {
    name: "an app that is open opens again without the door, and another app of the wildcard as its cookie allows",
    needs: ["own-hosts"],
    async run({ appCookie, appBase, appUrl, visitor }) {
      const person = await visitor();
      await person.navigate(`${appBase}/`);
      expect((await person.navigate(`${appBase}/again`)).hops).toEqual([]);
      const { hops, answer } = await person.navigate(`${appUrl("nothing-here")}/`);
      expect(answer.status).toBe(404);
      expect(hops.length).toBe(appCookie.domain === null ? 3 : 0);
    },
  },
  {
    name: "a code opens once, in the browser that began, on the host it is for",
    needs: ["own-hosts"],
    async run({ app, appCookie, appBase, appUrl, visitor }) {
      const otherBase = appUrl(app.port === 65_535 ? 65_534 : app.port + 1);
      const opens = async (person: Visitor, url: string) => {
        const name = appCookie.nameAt(new URL(url).host);
        return (await person.visit(url)).setCookies.some((line) => line.startsWith(`${name}=`) && !line.startsWith(`${name}=;`));
      };
      const begin = async () => {
        const person = await visitor();
        const toDoor = (await person.visit(`${appBase}/`)).headers.location ?? "";
        const back = (await person.visit(toDoor)).headers.location ?? "";
        return { person, back, nonces: person.cookies.filter((cookie) => cookie.name.startsWith("latchkey_nonce-")) };
      };
      const first = await begin();
      expect(first.back).toContain("latchkey_code=");
      expect(await opens(await visitor(null), first.back)).toBe(false);
      expect(await opens(await visitor(), first.back)).toBe(false);
      const kept = [...first.person.cookies];
      expect(await opens(first.person, first.back)).toBe(true);
      first.person.cookies.splice(0, Infinity, ...kept);
      expect(await opens(first.person, first.back)).toBe(false);
      // Another app that has planted the nonce on its own host.
      const second = await begin();
      second.person.cookies.push(...second.nonces.map((cookie) => ({ ...cookie, domain: new URL(otherBase).hostname })));
      expect(await opens(second.person, second.back.replace(appBase, otherBase))).toBe(false);
    },
  },
  {
    name: "a code does not open for who began the hand-over, but was not the one who was signed in",
    needs: ["own-hosts", "shared-domain"],
    async run({ appCookie, appBase, visitor }) {
      const person = await visitor();
      const toDoor = (await person.visit(`${appBase}/`)).headers.location ?? "";
      const back = (await person.visit(toDoor)).headers.location ?? "";
      const thief = await visitor();
      thief.cookies.push(...person.cookies.filter((cookie) => cookie.name.startsWith("latchkey_nonce-")));
      const opened = async (who: Visitor) => {
        const name = appCookie.nameAt(new URL(appBase).host);
        return (await who.visit(back)).setCookies.some((line) => line.startsWith(`${name}=`) && !line.startsWith(`${name}=;`));
      };
      expect(await opened(thief)).toBe(false);
      expect(await opened(person)).toBe(true);
    },
  },
  {
    name: "a hand-over whose cookie is not kept ends in a page that offers to try again, never in a loop",
    needs: ["own-hosts"],
    async run({ app, appCookie, appBase, visitor }) {
      const person = await visitor();
      const name = appCookie.nameAt(new URL(appBase).host);
      const { answer, hops } = await navigateWithout(person, name, `${appBase}/deep?x=1`);
      expect(hops).toBe(3);
      expect([answer.status, answer.headers["content-type"]]).toEqual([401, "text/html; charset=utf-8"]);
      expect(answer.text).toContain('href="/deep?x=1"');
      expect(answer.text).toContain("Try again");
      expect(app.targets).toEqual([]);
      // The page lets the next try begin at once.
      expect((await person.visit(`${appBase}/deep?x=1`)).status).toBe(303);
    },
  },
  {
    name: "the door hands nobody over to a host that is not an app's",
    needs: ["own-hosts"],
    async run({ accessUrl, appBase, visitor }) {
      const person = await visitor();
      const state = "a".repeat(43);
      const authorize = (target: string) =>
        person.visit(`${accessUrl}/api/v1/apps/authorize?redirect_uri=${encodeURIComponent(target)}&state=${state}`);
      const { protocol, host } = new URL(appBase);
      const foreign = [
        "https://evil.example/",
        `${protocol}//evil${host}.evil.example/`,
        `${protocol}//a.b.${host}/`,
        `${protocol}//${host}@evil.example/`,
        `${protocol}//evil.example\\@${host}/`,
        `${protocol === "http:" ? "https:" : "http:"}//${host}/`,
        `//${host}/`,
        "javascript:alert(1)",
        accessUrl,
        "",
      ];
      for (const target of foreign) {
        const answer = await authorize(target);
        expect([target, answer.status, answer.headers.location]).toEqual([target, 400, undefined]);
      }
      expect((await authorize(`${appBase}/`)).status).toBe(303);
    },
  },
];

/** As a browser navigates that does not keep one cookie. */
async function navigateWithout(
  person: Visitor,
  name: string,
  start: string,
): Promise<{ answer: Awaited<ReturnType<Visitor["visit"]>>; hops: number }> {
  let url = start;
  for (let hops = 0; hops < 10; hops++) {
    const answer = await person.visit(url);
    const at = person.cookies.findIndex((cookie) => cookie.name === name);
    if (at >= 0) person.cookies.splice(at, 1);
    if (answer.status !== 303) return { answer, hops };
    url = new URL(answer.headers.location ?? "", url).href;
  }
  throw new Error("a redirect loop");
}

/** Opens the case's app and gives its visitor. */
export async function openApp(stage: Stage): Promise<Visitor> {
  const person = await stage.visitor();
  const { answer } = await person.navigate(`${stage.appBase}/page`);
  expect(answer.text).toContain("hello from the app");
  return person;
}
