/** The end of a session, and its prolonging: both reach the apps. */
import { expect } from "@playwright/test";
import { openRequest } from "../models/exchange.ts";
import { parseSetCookie } from "../models/http-client.ts";
import { deadWithinMs } from "../models/promise.ts";
import type { Visitor } from "../models/visitor.ts";
import { openApp } from "./hand-over-cases.ts";
import { openWebSocket } from "./socket-cases.ts";
import type { Case, Stage } from "./stage.ts";

export const endingCases: readonly Case[] = [
  {
    name: "signing out ends requests, event streams and sockets of the apps within 5 s",
    run: (stage) =>
      expectEnded(stage, async (person) => {
        const answer = await person.ask(`${stage.accessUrl}/api/v1/session`, { method: "DELETE" });
        expect(answer.status).toBe(204);
      }),
  },
  {
    name: "a session ended from elsewhere ends requests, event streams and sockets of the apps within 5 s",
    run: (stage) =>
      expectEnded(stage, async (person) => {
        const elsewhere = await stage.visitor();
        const url = `${stage.accessUrl}/api/v1/keys/${await person.keyId()}`;
        const answer = await elsewhere.ask(url, { method: "DELETE" });
        expect(answer.status).toBe(204);
        // What is another session's goes on.
        await elsewhere.navigate(`${stage.appBase}/page`);
        expect((await elsewhere.ask(`${stage.appBase}/x`)).status).toBe(200);
      }),
  },
  {
    name: "using an app prolongs its session, and the app cookie comes again with the new life",
    async run(given) {
      const stage = await given.another({ "session-duration": "20s" });
      const person = await openApp(stage);
      const name = stage.appCookie.nameAt(new URL(stage.appBase).host);
      let renewed: ReturnType<typeof parseSetCookie> | undefined;
      // Real time: a session of 20 s is prolonged once 2 s of it are over; a proxy asks about it every 10 s.
      const isRenewed = async () => {
        const { setCookies } = await person.ask(`${stage.appBase}/x`);
        renewed = setCookies.map(parseSetCookie).find((cookie) => cookie.name === name);
        return renewed !== undefined;
      };
      await expect.poll(isRenewed, { timeout: 45_000 }).toBe(true);
      expect(renewed?.attributes).toEqual({
        ...{ path: "/", httponly: "", samesite: "Lax", "max-age": "20" },
        ...(stage.appCookie.secure && { secure: "" }),
        ...(stage.appCookie.domain !== null && { domain: stage.appCookie.domain }),
      });
      expect((await person.ask(`${stage.appBase}/x`)).status).toBe(200);
      const session = await person.ask(`${stage.accessUrl}/api/v1/session`, { headers: { "latchkey-passive": "1" } });
      const { key } = session.json<{ key: { createdAt: string; expiresAt: string } }>();
      expect(Date.parse(key.expiresAt) - Date.parse(key.createdAt)).toBeGreaterThan(20_000);
    },
  },
];

async function expectEnded(stage: Stage, end: (person: Visitor) => Promise<void>): Promise<void> {
  const person = await openApp(stage);
  const socket = await openWebSocket(stage, person);
  const requests = ["/hold", "/events"].map((path) => {
    const url = stage.appBase + path;
    const sent = openRequest(url, stage.portOf(url), { headers: { cookie: person.cookieHeader(url) } });
    sent.on("error", () => {}); // cut, as it should be
    sent.end();
    return sent;
  });
  await expect.poll(() => stage.app.streams.length).toBe(2);
  let after = 0;
  socket.on("message", () => (after += 1));
  const over = Promise.all([socket, ...requests].map((each) => new Promise((resolve) => each.once("close", resolve))));
  await end(person);
  const endedAt = Date.now();
  await over;
  expect(Date.now() - endedAt).toBeLessThan(deadWithinMs);
  expect(after).toBe(0);
  await expect.poll(() => stage.app.sockets.size).toBe(0);
  await expect.poll(() => stage.app.aborted.toSorted()).toEqual(["/events", "/hold"]);
  // Where there are several replicas, this may be the first that the other one is asked.
  const within = { timeout: deadWithinMs };
  await expect.poll(async () => (await person.ask(`${stage.appBase}/x`)).status, within).toBe(401);
  if (new URL(stage.appBase).origin === stage.accessUrl) return;
  await expect.poll(async () => (await person.visit(`${stage.appBase}/page`)).status, within).toBe(303);
}
