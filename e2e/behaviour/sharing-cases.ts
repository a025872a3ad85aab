/** Apps by name, whom they are shared with, and what a person's own apps may ask of each other. */
import { expect } from "@playwright/test";
import { createDoorPage } from "../models/door-page.ts";
import { openRequest } from "../models/exchange.ts";
import { member, owner } from "../models/people.ts";
import { deadWithinMs } from "../models/promise.ts";
import type { Visitor } from "../models/visitor.ts";
import { startGuardedApp } from "../upstreams/guarded-app.ts";
import type { Case, Stage } from "./stage.ts";

/** What a change waits for: proxies and other replicas hear of it a moment after who made it has his answer. */
const soon = { timeout: deadWithinMs };

export const sharingCases: readonly Case[] = [
  {
    name: "an app that was given a name opens by it, and no longer once the name is taken away",
    async run(stage) {
      const ada = await stage.visitor();
      const slug = `app-${stage.app.port}`;
      await put(stage, ada, `apps/${slug}`, { name: "Mine", url: `http://127.0.0.1:${stage.app.port}` });
      const url = `${stage.appUrl(slug)}/page?a=%20`;
      await expect.poll(async () => (await ada.navigate(url)).answer.text, soon).toContain("hello from the app");
      expect(stage.app.targets).toEqual(["/page?a=%20"]);
      const removed = await ada.ask(`${stage.accessUrl}/api/v1/workspaces/${stage.workspace.id}/apps/${slug}`, { method: "DELETE" });
      expect(removed.status).toBe(204);
      await expect.poll(async () => (await ada.navigate(url)).answer.status, soon).toBe(404);
    },
  },
  {
    name: "where no cookie binds a code to the browser, it opens somebody else's app alone, and one's own all together",
    needs: ["own-hosts", "no-shared-domain"],
    async run(given) {
      const stage = await given.another({});
      await stage.addPerson(member);
      const [ada, bo, thief] = [await stage.visitor(), await stage.visitor(member), await stage.visitor(null)];
      await put(stage, ada, `ports/${stage.app.port}`, { sharing: "authenticated" });
      const url = `${stage.appBase}/page`;
      expect((await bo.navigate(url)).answer.status).toBe(200);
      // What he holds is for this host: the app, were it hostile, had seen the code, and could have had no more than this.
      const held = bo.cookies.filter(({ name }) => name.includes("latchkey_app_session-"));
      const [host, other] = [new URL(url).hostname, new URL(stage.appUrl("another-app")).hostname];
      const ofAll = stage.appCookie.nameAt(new URL(url).host);
      expect(held.map(({ name, domain, hostOnly }) => [name === ofAll, domain, hostOnly])).toEqual([[false, host, true]]);
      for (const name of [ofAll, held[0]?.name ?? ""])
        thief.cookies.push(...held.map((cookie) => ({ ...cookie, name, domain: other, hostOnly: true })));
      expect((await thief.visit(`${stage.appUrl("another-app")}/`)).status).toBe(303);
      expect((await ada.navigate(url)).hops).toHaveLength(3);
      expect((await ada.navigate(`${stage.appUrl("another-app")}/`)).hops).toEqual([]);
    },
  },
  {
    name: "a public app opens for anybody without a hand-over, one for everyone signed in for them, and taking it back ends what is open within 5 s",
    needs: ["own-hosts"],
    async run(given) {
      const stage = await given.another({});
      await stage.addPerson(member);
      const [ada, bo, stranger] = [await stage.visitor(), await stage.visitor(member), await stage.visitor(null)];
      const port = `ports/${stage.app.port}`;
      const url = `${stage.appBase}/page`;
      await put(stage, ada, port, { sharing: "public" });
      for (const anybody of [stranger, bo]) {
        const opened = async () => {
          const { answer, hops } = await anybody.navigate(url);
          return [answer.status, hops.length, answer.setCookies];
        };
        await expect.poll(opened, soon).toEqual([200, 0, []]);
        expect((await anybody.ask(`${stage.appBase}/x`, { method: "POST", body: "x" })).json()).toMatchObject({ bytes: 1 });
      }
      await put(stage, ada, port, { sharing: "authenticated" });
      await expect.poll(async () => (await stranger.visit(url)).status, soon).toBe(303);
      const handedOver = async () => [(await bo.navigate(url)).answer.status, bo.cookieHeader(url) !== ""];
      await expect.poll(handedOver, soon).toEqual([200, true]);

      const events = `${stage.appBase}/events`;
      const stream = openRequest(events, stage.portOf(events), { headers: { cookie: bo.cookieHeader(events) } });
      stream.on("error", () => {}); // cut, as it should be
      stream.end();
      await expect.poll(() => stage.app.streams.length).toBe(1);
      const over = new Promise((resolve) => stream.once("close", resolve));
      await put(stage, ada, port, { sharing: "owner" });
      const takenBackAt = Date.now();
      await over;
      expect(Date.now() - takenBackAt).toBeLessThan(deadWithinMs);
      await expect.poll(async () => (await bo.navigate(url)).answer.status, soon).toBe(404);
      expect((await ada.navigate(url)).answer.status).toBe(200);
    },
  },
  {
    name: "in a browser, one app of a person reads another with its cookies, and never the door",
    needs: ["own-hosts"],
    async run(stage) {
      const api = await startGuardedApp();
      const { tab } = await stage.openProfile();
      await createDoorPage(tab, stage.accessUrl).signIn(owner);
      const apiBase = stage.appUrl(api.port);
      for (const base of [apiBase, stage.appBase]) {
        await tab.goto(`${base}/page`);
        await expect(tab.getByText("hello from the app")).toBeVisible();
      }
      const ask = (url: string) =>
        tab.evaluate(async (target) => {
          const headers = { "x-mine": "1", "content-type": "application/json" };
          const answer = await fetch(target, { method: "PUT", credentials: "include", headers, body: "{}" });
          return ((await answer.json()) as { method: string }).method;
        }, url);
      expect(await ask(`${apiBase}/x`)).toBe("PUT");
      expect(api.offences).toEqual([]);
      // The door itself is no app, and answers no page of one.
      await expect(ask(`${stage.accessUrl}/api/v1/session`)).rejects.toThrow(/Failed to fetch/);
      await api.close();
    },
  },
];

async function put(stage: Stage, ada: Visitor, item: string, body: object): Promise<void> {
  const url = `${stage.accessUrl}/api/v1/workspaces/${stage.workspace.id}/${item}`;
  const answer = await ada.ask(url, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(answer.status, answer.text).toBe(200);
}
