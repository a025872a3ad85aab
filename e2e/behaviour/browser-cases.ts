/** The same in a real browser: what a person sees. */
import { expect, type Page } from "@playwright/test";
import { createDoorPage } from "../models/door-page.ts";
import { owner } from "../models/people.ts";
import { deadWithinMs } from "../models/promise.ts";
import type { Case, Stage } from "./stage.ts";

export const browserCases: readonly Case[] = [
  {
    name: "in a browser, who is not signed in gets to the sign-in page and from there to the very address",
    async run(stage) {
      const { tab } = await stage.openProfile();
      const url = `${stage.appBase}/page?q=1&r=%20&s=`;
      await tab.goto(`${url}#part`);
      const door = createDoorPage(tab, stage.accessUrl);
      await door.expectSignInPage();
      await door.fillSignIn(owner);
      await expect(tab.getByText("hello from the app")).toBeVisible();
      expect(tab.url().replace("#part", "")).toBe(url);
      expect(stage.app.targets).toContain("/page?q=1&r=%20&s=");
    },
  },
  {
    name: "in a browser, an app stays open through a clean close and a kill, without asking the door",
    needs: ["own-hosts"],
    async run(stage) {
      const profile = await stage.openProfile();
      await signIn(profile.tab, stage);
      await openPage(profile.tab, stage);
      const handOvers: string[] = [];
      for (const end of [profile.closeCleanly, profile.killAll]) {
        await end();
        await profile.launch();
        profile.context.on("request", (request) => {
          if (request.url().includes("/apps/authorize")) handOvers.push(request.url());
        });
        await openPage(profile.tab, stage);
      }
      expect(handOvers).toEqual([]);
    },
  },
  {
    name: "in a browser, an app's page fetches, uploads, streams, downloads and opens sockets",
    async run(stage) {
      const { tab } = await stage.openProfile();
      await signIn(tab, stage);
      await openPage(tab, stage);
      const did = await tab.evaluate(async () => {
        const posted = await fetch("x", { method: "POST", body: new Blob([new Uint8Array(3_000_000)]) });
        const socket = new WebSocket(new URL("ws", location.href));
        const echoed = await new Promise((resolve, reject) => {
          socket.onopen = () => socket.send("there and back");
          socket.onmessage = ({ data }) => resolve(data);
          socket.onerror = reject;
        });
        const source = new EventSource("events");
        const event = await new Promise((resolve, reject) => {
          source.onmessage = ({ data }) => resolve(data);
          source.onerror = reject;
        });
        source.close();
        const part = await fetch("bytes?length=5000", { headers: { range: "bytes=10-19" } });
        return { posted: (await posted.json()).bytes, echoed, event, part: [part.status, (await part.arrayBuffer()).byteLength] };
      });
      expect(did).toEqual({ posted: 3_000_000, echoed: "there and back", event: "first", part: [206, 10] });
      const [download] = await Promise.all([
        tab.waitForEvent("download"),
        tab.evaluate(() => {
          const link = document.createElement("a");
          link.href = "bytes?length=100000";
          document.body.append(link);
          link.click();
        }),
      ]);
      expect(download.suggestedFilename()).toBe("pattern.bin");
    },
  },
  {
    name: "in a browser, signing out elsewhere cuts an app's streams within 5 s, and it asks to sign in",
    async run(stage) {
      const { tab } = await stage.openProfile();
      await signIn(tab, stage);
      const keyId = await tab.evaluate(async () => {
        const answer = await fetch("/api/v1/session", { headers: { "latchkey-passive": "1" } });
        return ((await answer.json()) as { key: { id: string } }).key.id;
      });
      await openPage(tab, stage);
      await tab.evaluate(() => {
        const open = new Set<string>();
        const begin = (what: string) => () => {
          open.add(what);
          document.title = `${open.size} open`;
        };
        const end = (what: string) => () => {
          open.delete(what);
          document.title = `${open.size} open`;
        };
        const socket = new WebSocket(new URL("ws", location.href));
        socket.onopen = begin("socket");
        socket.onclose = end("socket");
        const source = new EventSource("events");
        source.onmessage = begin("stream");
        source.onerror = end("stream");
      });
      await expect(tab).toHaveTitle("2 open");
      const elsewhere = await stage.visitor();
      const answer = await elsewhere.ask(`${stage.accessUrl}/api/v1/keys/${keyId}`, {
        method: "DELETE",
      });
      expect(answer.status).toBe(204);
      await expect(tab).toHaveTitle("0 open", { timeout: deadWithinMs });
      // Where there are several replicas, this may be the first that the other one is asked.
      await expect(async () => {
        await tab.goto(`${stage.appBase}/page`);
        await expect(tab.getByText("hello from the app")).toBeHidden({ timeout: 1_000 });
      }).toPass({ timeout: deadWithinMs });
      await createDoorPage(tab, stage.accessUrl).expectSignInPage();
    },
  },
  {
    name: "in a browser, a hostile app neither signs anybody out nor sets a cookie beyond its host",
    needs: ["own-hosts"],
    async run(stage) {
      const { tab, context } = await stage.openProfile();
      await signIn(tab, stage);
      await tab.goto(`${stage.appBase}/hostile`);
      await expect(tab.getByRole("heading", { name: "hostile" })).toBeVisible();
      const cookies = await context.cookies();
      expect(cookies.filter((cookie) => cookie.value === "evil")).toEqual([]);
      expect(cookies.find((cookie) => cookie.name === "wide")?.domain).toBe(new URL(stage.appBase).hostname);
      const door = createDoorPage(tab, stage.accessUrl);
      await door.open("/");
      await door.expectHome();
      await openPage(tab, stage);
    },
  },
];

async function signIn(tab: Page, stage: Stage): Promise<void> {
  await createDoorPage(tab, stage.accessUrl).signIn(owner);
}

async function openPage(tab: Page, stage: Stage): Promise<void> {
  await tab.goto(`${stage.appBase}/page`);
  await expect(tab.getByText("hello from the app")).toBeVisible();
}
