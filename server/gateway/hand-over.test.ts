import { describe, expect, it } from "vitest";
import { echo, openApp, openTestGateway, pairOf, startApp } from "./testing/gateway.ts";

describe("the hand-over", () => {
  it("SEC-39 a code works once, for 60 s, for its host and browser only", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const { cookie } = await gate.room.signIn();
    const begin = async () => {
      const first = await gate.ask(host, "/", { "sec-fetch-mode": "navigate" });
      const { target, setCookie } = await gate.authorize(String(first.headers.location), cookie);
      return {
        path: new URL(target).pathname + new URL(target).search,
        nonce: pairOf(first.headers["set-cookie"]?.[0] ?? ""),
        binding: pairOf(setCookie ?? ""),
      };
    };
    const redeem = async (at: string, path: string, jar: string) =>
      (await gate.ask(at, path, { "sec-fetch-mode": "navigate", cookie: jar })).headers["set-cookie"]?.some(
        (header) => header.includes("app_session") && header.includes("Fe26"),
      ) ?? false;

    const good = await begin();
    expect(await redeem(host, good.path, `${good.nonce}; ${good.binding}`)).toBe(true);
    expect(await redeem(host, good.path, `${good.nonce}; ${good.binding}`)).toBe(false);
    const elsewhere = await begin();
    expect(await redeem(gate.hostOf(`${app.port}--this-machine--bob`), elsewhere.path, `${elsewhere.nonce}; ${elsewhere.binding}`)).toBe(
      false,
    );
    const stolen = await begin();
    expect(await redeem(host, stolen.path, stolen.nonce)).toBe(false); // an app's service worker saw the code, its accomplice began it
    expect(await redeem(host, stolen.path, stolen.binding)).toBe(false); // another browser's nonce
    expect(await redeem(host, stolen.path, "")).toBe(false);
    const late = await begin();
    gate.room.now.value += 60_000;
    expect(await redeem(host, late.path, `${late.nonce}; ${late.binding}`)).toBe(false);
  });

  it("takes the code out of the address whether or not it was worth anything, and never loops", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const back = await gate.ask(host, "/x?a=b&latchkey_code=junk&latchkey_state=junk", { "sec-fetch-mode": "navigate" });
    expect([back.status, back.headers.location]).toEqual([303, "/x?a=b"]);
    const jar = (back.headers["set-cookie"] ?? []).map(pairOf).join("; ");
    const again = await gate.ask(host, "/x?a=b", { "sec-fetch-mode": "navigate", cookie: jar });
    expect(again.status).toBe(401);
    expect(again.body).toContain("Try again");
    expect(again.headers["set-cookie"]?.join()).toContain("Max-Age=0");
  });

  it("stays on its host for a path that starts with two slashes", async () => {
    const gate = await openTestGateway();
    const host = gate.hostOf("8080--this-machine--ada");
    const back = await gate.ask(host, "//evil.example/x?latchkey_code=junk", { "sec-fetch-mode": "navigate" });
    expect(new URL(String(back.headers.location), `http://${host}//a`).host).toBe(host);
  });

  it("begins anew at once for a browser whose session has ended since", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const { cookie } = await gate.room.signIn();
    const appCookie = await openApp(gate, host, "/", cookie);
    const verdict = await gate.room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await gate.room.sessions.signOut(verdict.caller);
    const again = await gate.ask(host, "/", { "sec-fetch-mode": "navigate", cookie: `${appCookie}; latchkey_handed_over=1` });
    expect([again.status, String(again.headers.location)]).toEqual([303, expect.stringContaining("/api/v1/apps/authorize?")]);
  });
});
