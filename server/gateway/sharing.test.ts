import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { echo, openApp, openTestGateway, startApp } from "./testing/gateway.ts";

describe("sharing, as the gateway has it", () => {
  it("opens a public app to nobody in particular, without a hand-over, and with nothing of ours in either direction", async () => {
    const { gate, host } = await openShared("public");
    const opened = await gate.ask(host, "/x?y=1", { "sec-fetch-mode": "navigate", cookie: "mine=1" });
    expect([opened.status, opened.headers["set-cookie"]]).toEqual([200, undefined]);
    expect(JSON.parse(opened.body)).toMatchObject({ url: "/x?y=1" });
  });

  it("opens an app for everybody signed in to another person, and no other app", async () => {
    const { gate, host, app } = await openShared("authenticated");
    const bob = await signInBob(gate);
    const appCookie = await openApp(gate, host, "/", bob);
    expect((await gate.ask(host, "/", { cookie: appCookie })).status).toBe(200);
    expect((await gate.ask(gate.hostOf(`${app.port}--this-machine--ada`), "/", { cookie: appCookie })).status).toBe(404);
  });

  it("says the same to a stranger of an app that exists and of one that does not", async () => {
    const { gate, host } = await openShared("owner");
    const bob = await signInBob(gate);
    const appCookie = await openApp(gate, host, "/", bob).catch((error: unknown) => error);
    // The hand-over gives bob a session for the wildcard; what it opens is decided afterwards.
    const ask = (name: string) =>
      gate.ask(gate.hostOf(`${name}--this-machine--ada`), "/", { cookie: String(appCookie), accept: "text/html" });
    const [real, none] = [await ask("web"), await ask("nothing")];
    expect([real.status, real.body]).toEqual([404, none.body]);
  });

  it("cuts what strangers hold open when the sharing is taken back, and leaves the owner's", async () => {
    const { gate, host, owner } = await openShared("public", true);
    const dial = (cookie?: string) =>
      new Promise<WebSocket>((resolve, reject) => {
        const headers = { host, origin: `http://${host}`, ...(cookie !== undefined && { cookie }) };
        const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/ws`, { headers });
        socket.once("open", () => resolve(socket)).once("error", reject);
      });
    // A public app asks nobody to sign in; the owner's session for the wildcard comes from another app.
    const [stranger, mine] = [await dial(), await dial(await openApp(gate, gate.hostOf("3000--this-machine--ada"), "/", owner))];
    const gone = new Promise((resolve) => stranger.once("close", resolve));
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "web", { sharing: "owner" });
    await gone;
    expect(mine.readyState).toBe(WebSocket.OPEN);
    mine.terminate();
  });

  it("cuts an open stream when its session has merely run out", async () => {
    const { gate, host, owner } = await openShared("owner", true);
    const appCookie = await openApp(gate, host, "/", owner);
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/ws`, { headers: { host, cookie: appCookie, origin: `http://${host}` } });
    await new Promise((resolve) => socket.once("open", resolve));
    const gone = new Promise((resolve) => socket.once("close", resolve));
    gate.room.now.value += 31 * 86_400_000;
    await gone;
  });

  it("SEC-50 an app over TLS is refused with a page while its certificate proves nothing, and opened when its owner said so", async () => {
    const { gate, owner } = await openShared("owner");
    const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], { keyType: "ec", curve: "P-256" });
    const app = createServer({ key, cert }, echo).listen(0, "127.0.0.1");
    await new Promise((resolve) => app.once("listening", resolve));
    onTestFinished(() => void app.close());
    const { port } = app.address() as AddressInfo;
    const host = gate.hostOf("tls--this-machine--ada");
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "tls", { url: `https://127.0.0.1:${port}` });
    const appCookie = await openApp(gate, host, "/", owner);
    const refused = await gate.ask(host, "/", { cookie: appCookie });
    expect([refused.status, refused.body]).toEqual([502, expect.stringContaining("app_untrusted")]);
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "tls", { tlsVerify: false });
    expect((await gate.ask(host, "/", { cookie: appCookie })).status).toBe(200);
  });

  it("reaches an app that listens on the IPv6 loopback alone", async () => {
    const { gate, owner } = await openShared("owner");
    const app = createPlainServer(echo).listen(0, "::1");
    await new Promise((resolve) => app.once("listening", resolve));
    onTestFinished(() => void app.close());
    const host = gate.hostOf(`${(app.address() as AddressInfo).port}--this-machine--ada`);
    const appCookie = await openApp(gate, host, "/", owner);
    expect((await gate.ask(host, "/", { cookie: appCookie })).status).toBe(200);
  });
});

/** An app named `web`, shared; `owner`: the owner's session cookie. */
async function openShared(sharing: "owner" | "authenticated" | "public", withSockets = false) {
  const gate = await openTestGateway();
  const app = await startApp(echo);
  if (withSockets) new WebSocketServer({ server: app.server });
  await gate.workspaces.putApp(gate.room.owner, "this-machine", "web", { url: `http://127.0.0.1:${app.port}`, sharing });
  return { gate, app, host: gate.hostOf("web--this-machine--ada"), owner: (await gate.room.signIn()).cookie };
}

async function signInBob({ room }: Awaited<ReturnType<typeof openTestGateway>>): Promise<string> {
  const user = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
  const { setCookie } = await room.sessions.signIn({ user, ip: "192.0.2.2", userAgent: "", deviceKey: null, replaces: null });
  return setCookie.split(";", 1)[0] ?? "";
}
