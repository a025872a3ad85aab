/** Whom an app does not open for, and what they are told: the table of the contract. */
import { expect } from "@playwright/test";
import { exchange } from "../models/exchange.ts";
import { findFreePort } from "../models/free-port.ts";
import { member } from "../models/people.ts";
import { openApp } from "./hand-over-cases.ts";
import { tryHandshake } from "./socket-cases.ts";
import type { Case } from "./stage.ts";

const html = "text/html; charset=utf-8";

export const refusalCases: readonly Case[] = [
  {
    name: "without a session everything but a navigation is 401 problem JSON, whether or not the app exists",
    needs: ["own-hosts"],
    async run({ app, appBase, appUrl, visitor, ...stage }) {
      const stranger = await visitor(null);
      for (const origin of [appBase, appUrl("nothing-here"), appUrl(app.port, "nobody")]) {
        const asked = [
          stranger.ask(`${origin}/api`, { headers: { "sec-fetch-mode": "cors", accept: "*/*" } }),
          stranger.ask(`${origin}/api`, { headers: { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image", accept: "image/*" } }),
          stranger.ask(`${origin}/api`, { headers: { accept: "application/json" } }),
          stranger.ask(`${origin}/api`, { method: "POST", headers: { accept: "text/html" }, body: "x=1" }),
          stranger.ask(`${origin}/api`, {
            method: "OPTIONS",
            headers: { origin: "https://evil.example", "access-control-request-method": "PUT", "access-control-request-headers": "x-a" },
          }),
        ];
        for (const { status, headers, text } of await Promise.all(asked)) {
          expect([status, headers["content-type"], headers.location]).toEqual([401, "application/problem+json", undefined]);
          expect(JSON.parse(text)).toMatchObject({ status: 401 });
          expect(headers["access-control-allow-origin"]).toBeUndefined();
        }
        const { origin: own } = new URL(origin);
        expect(await tryHandshake({ ...stage, app, appUrl, visitor, appBase: origin }, { origin: own })).toBe(401);
      }
      expect(app.targets).toEqual([]);
    },
  },
  {
    name: "who is not signed in is handed over, whether or not the app exists",
    needs: ["own-hosts"],
    async run({ accessUrl, app, appBase, appUrl, visitor }) {
      for (const origin of [appBase, appUrl("nothing-here"), appUrl(app.port, "nobody"), appUrl(await findFreePort())]) {
        const stranger = await visitor(null);
        const toDoor = await stranger.visit(`${origin}/`);
        expect(toDoor.status).toBe(303);
        const { answer, hops } = await stranger.navigate(`${origin}/`);
        expect(hops.at(-1)?.answer.headers.location).toMatch(/^\/sign-in\?next=/);
        expect([answer.status, answer.headers["content-type"]]).toEqual([200, html]);
      }
      expect(app.targets).toEqual([]);
      expect(accessUrl).not.toBe("");
    },
  },
  {
    name: "an app that does not exist and one of somebody else are the same 404 page",
    async run({ addPerson, app, appBase, appUrl, visitor }) {
      await addPerson(member);
      const [ada, bo] = [await visitor(), await visitor(member)];
      const pages = [
        await ada.navigate(`${appUrl("nothing-here")}/`),
        await ada.navigate(`${appUrl(app.port, member.name)}/`),
        await bo.navigate(`${appBase}/`),
        await bo.navigate(`${appUrl("nothing-here")}/`),
        await bo.navigate(`${appUrl(app.port, member.name)}/`),
      ];
      const first = pages[0]?.answer;
      expect([first?.status, first?.headers["content-type"]]).toEqual([404, html]);
      for (const { answer } of pages) {
        expect([answer.status, answer.text]).toEqual([404, first?.text]);
        expect(namesOf(answer.rawHeaders)).toEqual(namesOf(first?.rawHeaders ?? []));
      }
      const asked = await bo.ask(`${appBase}/api`, { method: "POST", body: "{}" });
      expect([asked.status, asked.headers["content-type"]]).toEqual([404, "application/problem+json"]);
      expect(app.targets).toEqual([]);
    },
  },
  {
    name: "what is no app's address is a 400 page",
    needs: ["own-hosts"],
    async run({ appBase, appUrl, visitor, workspace }) {
      const person = await visitor();
      const { protocol, host } = new URL(appBase);
      const rest = host.slice(host.indexOf(`--${workspace.name}--`));
      for (const origin of [appUrl(80), appUrl(70_000), appUrl("08899"), appUrl("3000x-"), appUrl("a", "b--c"), `${protocol}//-${rest}`]) {
        const { answer, hops } = await person.navigate(`${origin}/`);
        expect([origin, hops.length, answer.status, answer.headers["content-type"]]).toEqual([origin, 0, 400, html]);
        expect((await person.ask(`${origin}/`)).headers["content-type"]).toBe("application/problem+json");
      }
    },
  },
  {
    name: "an app that does not answer is a 502 page that tries again by itself",
    async run({ appUrl, visitor }) {
      const person = await visitor();
      const origin = appUrl(await findFreePort());
      const { answer } = await person.navigate(`${origin}/`);
      expect([answer.status, answer.headers["content-type"]]).toEqual([502, html]);
      expect(answer.text).toContain('http-equiv="refresh"');
      expect((await person.ask(`${origin}/api`)).headers["content-type"]).toBe("application/problem+json");
    },
  },
  {
    name: "a token and a session cookie of the door open no app",
    needs: ["own-hosts"],
    async run(stage) {
      const person = await openApp(stage);
      const made = await person.ask(`${stage.accessUrl}/api/v1/keys`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "a program" }),
      });
      const { token } = made.json<{ token: string }>();
      const session = person.cookies.find((cookie) => cookie.name.includes("latchkey_session-"));
      const name = stage.appCookie.nameAt(new URL(stage.appBase).host);
      const url = `${stage.appBase}/x`;
      for (const cookie of [`${session?.name}=${session?.value}`, `${name}=${session?.value}`, `${name}=${token}`]) {
        const answer = await exchange(url, stage.portOf(url), { headers: { cookie } });
        expect(answer.status).toBe(401);
      }
    },
  },
];

function namesOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}
