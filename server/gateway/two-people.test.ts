/** App cookies of two people, or more of them than are tried, in one Cookie header: what a script on any app host can plant. */
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { cookieOf } from "../session/testing/room.ts";
import { echo, openApp, openTestGateway, pairOf, startApp, type Answer, type TestGateway } from "./testing/gateway.ts";

const navigating = { "sec-fetch-mode": "navigate" };

describe("app cookies of two people", () => {
  it("F13 open nothing for either: a navigation is handed over anew, and whoever is signed in at the primary it is", async () => {
    const { gate, host, owner, ada, bob } = await openForTwo();
    for (const cookie of [`${bob}; ${ada}`, `${ada}; ${bob}`]) {
      const first = await gate.ask(host, "/a/b", { ...navigating, cookie });
      expect([first.status, String(first.headers.location)]).toEqual([303, expect.stringContaining("/api/v1/apps/authorize?")]);
      expect(setOf(first).join()).not.toContain("Fe26");
      const { target, setCookie } = await gate.authorize(String(first.headers.location), owner);
      const jar = [cookie, ...setOf(first).map(pairOf), pairOf(setCookie ?? "")].join("; ");
      const back = await gate.ask(host, new URL(target).pathname + new URL(target).search, { ...navigating, cookie: jar });
      expect([back.status, back.headers.location]).toEqual([303, "/a/b"]);
      const winner = pairOf(setOf(back).find((line) => line.includes("Fe26")) ?? "");
      const name = winner.split("=", 1)[0] ?? "";
      for (const path of ["/", "/a", "/a/", "/a/b"])
        expect(setOf(back)).toContain(`${name}=; Path=${path}; Domain=latchkey.localhost; Max-Age=0`);
      for (const path of ["/a", "/a/", "/a/b"])
        expect(setOf(back)).toContain(`${name}=; Path=${path}; Domain=apps.latchkey.localhost; Max-Age=0`);
      expect((await gate.ask(host, "/a/b", { ...navigating, cookie: winner })).status).toBe(200);
    }
  });

  it("F13 are 401 for a script, whose answer ends the copy on its own path and leaves the rest to a navigation", async () => {
    const { gate, host, ada, bob } = await openForTwo();
    const name = ada.split("=", 1)[0] ?? "";
    const answer = await gate.ask(host, "/api/x", { cookie: `${bob}; ${ada}`, "sec-fetch-mode": "cors" });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([401, { code: "session_conflict" }]);
    for (const path of ["/api", "/api/", "/api/x"])
      expect(setOf(answer)).toContain(`${name}=; Path=${path}; Domain=apps.latchkey.localhost; Max-Age=0`);
    expect(setOf(answer).every((line) => line.includes("Max-Age=0") && !line.includes("Path=/;"))).toBe(true);
  });

  it("F13 are 401 for a socket, and end on its path as well", async () => {
    const { gate, host, ada, bob } = await openForTwo();
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/ws/live`, {
      headers: { host, origin: `http://${host}`, cookie: `${bob}; ${ada}` },
    });
    const [status, set] = await new Promise<[number, string[]]>((resolve, reject) => {
      socket.once("unexpected-response", (_request, response) => resolve([response.statusCode ?? 0, response.headers["set-cookie"] ?? []]));
      socket.once("open", () => reject(new Error("opened"))).on("error", () => undefined);
    });
    socket.terminate();
    expect(status).toBe(401);
    expect(set).toContain(`${ada.split("=", 1)[0]}=; Path=/ws; Domain=apps.latchkey.localhost; Max-Age=0`);
  });

  it("F13 extend neither session", async () => {
    const { gate, host, ada, bob } = await openForTwo();
    gate.room.now.value += 2 * 86_400_000;
    const before = await expiries(gate);
    await gate.ask(host, "/", { ...navigating, cookie: `${bob}; ${ada}` });
    await gate.ask(host, "/", { cookie: `${bob}; ${ada}` });
    expect(await expiries(gate)).toEqual(before);
  });

  it("a public app is open to them as to anybody, and belongs to neither", async () => {
    const { gate, app, ada, bob } = await openForTwo();
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "web", { url: `http://127.0.0.1:${app.port}`, sharing: "public" });
    const opened = await gate.ask(gate.hostOf("web--this-machine--ada"), "/", { ...navigating, cookie: `${bob}; ${ada}` });
    expect([opened.status, setOf(opened)]).toEqual([200, []]);
  });

  it("F13 cost one hand-over even right after another one, and a mark that a script planted stops the next but once", async () => {
    const { gate, host, ada, bob } = await openForTwo();
    const conflict = await gate.ask(host, "/", { ...navigating, cookie: `${bob}; ${ada}; latchkey_handed_over=1` });
    expect(conflict.status).toBe(303);
    expect(setOf(conflict)).toContainEqual(expect.stringMatching(/^latchkey_handed_over=2; Path=\/; Max-Age=10;/));
    const again = await gate.ask(host, "/deep/x", { ...navigating, cookie: `${bob}; ${ada}; latchkey_handed_over=2` });
    expect([again.status, again.body]).toEqual([401, expect.stringContaining("Cookies of two accounts were found")]);
    for (const place of ["Path=/; Domain=latchkey.localhost", "Path=/deep; Domain=apps.latchkey.localhost", "Path=/"])
      expect(setOf(again).some((line) => line.startsWith(`latchkey_handed_over=; ${place}; Max-Age=0`))).toBe(true);
  });

  it("F13 more app cookies than are tried open nothing, end with the answer, and the next request is the person's", async () => {
    const { gate, host, ada } = await openForTwo();
    const name = ada.split("=", 1)[0] ?? "";
    const planted = Array.from({ length: 30 }, (_, index) => `${ada.slice(0, -9)}${String(index).padStart(7, "x")}~2`);
    const header = [...planted.slice(0, 15), ada, ...planted.slice(15)].join("; ");
    const refused = await gate.ask(host, "/a", { cookie: header });
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([401, { code: "hand_over_failed" }]);
    for (const place of ["Path=/; Domain=latchkey.localhost", "Path=/a; Domain=apps.latchkey.localhost", "Path=/"])
      expect(setOf(refused)).toContain(`${name}=; ${place}; Max-Age=0`);
    expect(setOf(refused).join()).not.toContain("Path=/; Domain=apps.latchkey.localhost"); // its own place
    expect((await gate.ask(host, "/a", { ...navigating, cookie: header })).status).toBe(303);
    expect((await gate.ask(host, "/a", { cookie: ada })).status).toBe(200);
  });

  it("F13 under two names, where the server and the apps share no domain, are two people as well", async () => {
    const gate = await openTestGateway({ wildcard: "*.apps.elsewhere.localhost:3000", accessUrl: new URL("http://door.example.com") });
    const app = await startApp(echo);
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "web", { url: `http://127.0.0.1:${app.port}`, sharing: "authenticated" });
    const host = gate.hostOf("web--this-machine--ada");
    const [{ cookie: owner }, bob, cy] = [await gate.room.signIn(), await signIn(gate, "bob"), await signIn(gate, "cy")];
    // Of another person's app a visitor gets a cookie of its own name; of one's own apps the one for all of them.
    const [guest, planted] = [await openApp(gate, host, "/", bob), await openApp(gate, host, "/", owner)];
    expect(guest.split("=", 1)[0]).not.toBe(planted.split("=", 1)[0]);
    expect((await gate.ask(host, "/", { cookie: `${planted}; ${guest}` })).status).toBe(401);
    // Whoever is signed in keeps the app; the other name ends in every place, its own too.
    const first = await gate.ask(host, "/", { ...navigating, cookie: `${planted}; ${guest}` });
    const { target } = await gate.authorize(String(first.headers.location), cy);
    const jar = [planted, guest, ...setOf(first).map(pairOf)].join("; ");
    const back = await gate.ask(host, new URL(target).pathname + new URL(target).search, { ...navigating, cookie: jar });
    const winner = pairOf(setOf(back).find((line) => line.includes("Fe26")) ?? "");
    expect(winner.split("=", 1)[0]).toBe(guest.split("=", 1)[0]);
    expect(setOf(back)).toContainEqual(
      expect.stringMatching(new RegExp(`^${planted.split("=", 1)[0]}=; Path=/; Domain=apps\\.elsewhere\\.localhost; Max-Age=0`)),
    );
    expect((await gate.ask(host, "/", { cookie: winner })).status).toBe(200);
  });
});

function setOf({ headers }: Answer): string[] {
  return headers["set-cookie"] ?? [];
}

/** An app of ada's, opened by her, and bob's app cookie for the same wildcard, from an app of his. */
async function openForTwo() {
  const gate = await openTestGateway();
  const app = await startApp(echo);
  const host = gate.hostOf(`${app.port}--this-machine--ada`);
  const { cookie: owner } = await gate.room.signIn();
  const bob = await openApp(gate, gate.hostOf("8080--machine--bob"), "/", await signIn(gate, "bob"));
  return { gate, app, host, owner, bob, ada: await openApp(gate, host, "/", owner) };
}

async function signIn({ room }: TestGateway, name: string): Promise<string> {
  const user = await room.people.create({ email: `${name}@example.com`, name, password: "another-Fine-password-77", role: "member" });
  return cookieOf((await room.sessions.signIn({ user, ip: "", userAgent: "", deviceKey: null, replaces: null })).setCookie);
}

async function expiries({ room }: TestGateway): Promise<number[]> {
  const people = await room.store.people.list();
  const keys = await Promise.all(people.map(({ id }) => room.store.keys.listAlive(id, room.now.value)));
  return keys
    .flat()
    .map(({ expiresAt }) => expiresAt)
    .sort((left, right) => left - right);
}
