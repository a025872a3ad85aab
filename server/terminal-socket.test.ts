import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { readJson, writeMessage } from "#protocol/terminal-messages.ts";
import type { Hello } from "#protocol/terminal.ts";
import { AppError } from "./errors.ts";
import { createForwarded } from "./forwarded.ts";
import { createHosts } from "./hosts.ts";
import { createLog } from "./log.ts";
import { openLive } from "./session.ts";
import { maxAgeOf } from "./session/testing/room.ts";
import { openTerminalSockets } from "./terminal-socket.ts";
import { dialTerminal, type, type Dialled } from "./terminal-socket/testing/viewer.ts";
import { createUpgrades } from "./upgrades.ts";
import { openPeer } from "./workspaces/testing/peer.ts";
import { openTestTerminals } from "./workspaces/testing/terminals.ts";

const day = 86_400_000;

describe("a terminal's socket", () => {
  it("carries what is typed to the program and what it says back, and closes with 1000 when it ends", async () => {
    const { dial, cookie, terminals, ada } = await open();
    const { id } = await terminals.create(ada, "box", { command: "read word; echo got-$word; read more" });
    const { socket, message, until, closed } = dial({ id, cookie });
    const hello = readJson(await message("hello")) as Hello;
    expect(hello).toMatchObject({ received: 0, terminal: { columns: 90, rows: 25 } });
    socket.send(type("melon\n"));
    await until("got-melon");
    socket.send(writeMessage("input", { offset: 6, bytes: Buffer.from("\n") }));
    expect(readJson(await message("ended"))).toEqual({ exitCode: 0, signal: null });
    expect(await closed).toEqual({ code: 1000, reason: "ended" });
  });

  it("goes on from where a viewer was, with nothing lost or doubled", async () => {
    const { dial, cookie, terminals, ada } = await open();
    const { id } = await terminals.create(ada, "box", { command: "stty -echo; echo ready; while read n; do echo line-$n; done" });
    const first = dial({ id, cookie });
    await first.until("ready");
    first.socket.send(type("1\n"));
    await first.until("line-1");
    const { offset } = first;
    first.socket.terminate();
    const other = dial({ id, cookie, query: "viewer=other" });
    await other.message("hello");
    other.socket.send(type("2\n"));
    await other.until("line-2");
    const second = dial({ id, cookie, query: `offset=${offset()}` });
    expect(readJson(await second.message("hello"))).toMatchObject({ received: 2 });
    await second.until("line-2");
    expect(second.messages.some(({ kind }) => kind === "snapshot")).toBe(false);
    expect(second.text()).toBe("line-2\r\n");
  });

  it("holds back whoever sends more than the other end takes, both ways", async () => {
    const { dial, cookie, sites } = await open();
    let sent = 0;
    const reach = await openPeer((machine) => {
      machine.pause();
      machine.write('{"ok":true}\n');
      const chunk = Buffer.alloc(64 * 1024);
      const flood = () => {
        while (sent < most && machine.write(chunk)) sent += chunk.length;
      };
      machine.on("drain", flood);
      flood();
    });
    sites.set("stuck", { id: "stuck", reach, listTerminals: () => [] });
    const most = 64 * 1024 * 1024;
    const { socket } = dial({ id: "stuck.x", cookie, reads: false });
    await new Promise((resolve) => socket.once("open", resolve));
    socket.pause();
    const rests = async (count: () => number) => {
      for (let before = -1; before !== count();) {
        before = count();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return count();
    };
    expect(await rests(() => sent)).toBeLessThan(most);
    const typed = Buffer.concat(Array.from({ length: 1024 }, () => type("x".repeat(60_000))));
    for (let at = 0; at < typed.length; at += 200_000) socket.send(typed.subarray(at, at + 200_000));
    // Most of it stays on this side.
    expect(await rests(() => socket.bufferedAmount)).toBeGreaterThan(typed.length / 2);
  });

  it("refuses text with 1002", async () => {
    const { dial, cookie, terminals, ada } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const { socket, message, closed } = dial({ id, cookie });
    await message("hello");
    socket.send("ls\n");
    expect(await closed).toMatchObject({ code: 1002 });
  });

  it("says why there is no terminal: 4004 for one that is not there, 4003 for a machine that is offline", async () => {
    const { dial, cookie, terminals, ada, sites, machine } = await open();
    expect(await dial({ id: "box.nothing", cookie }).closed).toEqual({ code: 4004, reason: "not_found" });
    expect(await dial({ id: "nowhere.x", cookie }).closed).toEqual({ code: 4004, reason: "not_found" });
    expect(await dial({ id: "away.x", cookie }).closed).toEqual({ code: 4003, reason: "workspace_offline" });
    const { id } = await terminals.create(ada, "box", {});
    const lost = dial({ id, cookie });
    await lost.message("hello");
    // The machine is there: its connection was replaced, or its agent came back.
    machine.cut();
    expect(await lost.closed).toEqual({ code: 1013, reason: "online" });
    const left = dial({ id, cookie });
    await left.message("hello");
    sites.set("box", { id: "box", reach: null, listTerminals: () => [] });
    machine.cut();
    expect(await left.closed).toEqual({ code: 4003, reason: "offline" });
  });

  it("closes with 1012 when the door restarts", async () => {
    const { dial, cookie, terminals, ada, sockets } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const { message, closed } = dial({ id, cookie });
    await message("hello");
    sockets.close();
    expect(await closed).toEqual({ code: 1012, reason: "restarting" });
  });

  it.each(["viewer=", "viewer=a/b", "columns=0", "columns=1001", "rows=x", "offset=-1", "offset=1e3", "passive=2"])(
    "is refused before the handshake for a bad address: %s",
    async (query) => {
      const { dial, cookie } = await open();
      expect(await dial({ id: "box.x", cookie, query }).refused).toBe(400);
    },
  );
});

describe("who may open a terminal's socket", () => {
  it("SEC-41 the door's own pages alone: no other origin, however it is written", async () => {
    const { dial, cookie, terminals, ada } = await open();
    const { id } = await terminals.create(ada, "box", {});
    for (const other of [
      "http://evil.example",
      "http://app.latchkey.localhost:3000",
      "http://grafana--box--ada.apps.latchkey.localhost:3000",
      "http://localhost",
      "null",
      "",
      undefined,
      "HTTP://LATCHKEY.LOCALHOST:3000",
      "http://latchkey.localhost.:3000",
      "http://latchkey.localhost:3001",
      "https://latchkey.localhost:3000",
    ]) {
      expect(await dial({ id, cookie, origin: other ?? null }).refused, String(other)).toBe(403);
    }
  });

  it("a signed-in person, or a token with the scope", async () => {
    const { dial, terminals, ada, room } = await open();
    const { id } = await terminals.create(ada, "box", {});
    expect(await dial({ id, cookie: "" }).refused).toBe(401);
    const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const token = async (scope: "terminals:write" | "workspaces:write") =>
      `Bearer ${(await room.sessions.createToken(verdict.caller, { name: "t", lifetime: "1d", scopes: [scope], ip: "", userAgent: "" })).token}`;
    expect(await dial({ id, authorization: await token("workspaces:write") }).refused).toBe(403);
    await dial({ id, authorization: await token("terminals:write") }).message("hello");
  });

  it("SEC-28 ends with 4001 as soon as the session does, here or by another process, and not a byte passes after", async () => {
    const { dial, terminals, ada, room } = await open();
    const { id } = await terminals.create(ada, "box", {
      command: "stty -echo; while true; do echo tick; read -t 0.01 word && echo heard-$word; done",
    });
    const [here, there] = [await room.signIn(), await room.signIn()];
    const [first, second] = [dial({ id, cookie: here.cookie }), dial({ id, cookie: there.cookie, query: "viewer=second" })];
    const watching = dial({ id, cookie: (await room.signIn()).cookie, query: "viewer=third" });
    for (const each of [first, second, watching]) await each.until("tick");
    await room.store.keys.end({ id: there.keyId }, room.now.value, "ended_elsewhere");
    room.now.value += 4_001; // what is remembered of the key is too old to be believed
    expect(await second.closed).toEqual({ code: 4001, reason: "session_revoked:ended_elsewhere" });

    const verdict = await room.sessions.check({ cookie: here.cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const ending = room.sessions.signOut(verdict.caller);
    // Typed in the moment it ends, and after: the program hears nothing of it.
    await ending;
    first.socket.send(type("secret\n"));
    expect(await first.closed).toEqual({ code: 4001, reason: "session_revoked:signed_out" });
    const ticks = watching.text().length;
    await expect.poll(() => watching.text().length).toBeGreaterThan(ticks + 200);
    expect(watching.text()).not.toContain("heard-secret");
    expect((await terminals.list(room.owner, "box")).map(({ ended }) => ended)).toEqual([null]);
  });

  it("G5 asks to come back where nobody could be asked for longer than is kept, and the shell lives on", async () => {
    const { dial, cookie, terminals, ada, room } = await open({}, { keepMs: 200 });
    const { id } = await terminals.create(ada, "box", {});
    const viewer = dial({ id, cookie });
    await viewer.message("hello");
    room.break(true);
    room.now.value += 4_001;
    expect(await viewer.closed).toEqual({ code: 1013, reason: "unavailable" });
    room.break(false);
    await dial({ id, cookie }).message("hello");
  });

  it("SEC-30 suspending a person ends it, and a workspace that is theirs no more ends it with 4004", async () => {
    const { dial, cookie, terminals, ada, room, sites } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const shared = dial({ id, cookie });
    await shared.message("hello");
    sites.delete("box");
    room.news.announce({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: ["box"] });
    expect(await shared.closed).toEqual({ code: 4004, reason: "not_found" });
    const { id: next } = await open().then(({ terminals: others, ada: her }) => others.create(her, "box", {}));
    expect(await dial({ id: next, cookie }).closed).toMatchObject({ code: 4004 });
    await room.people.suspend("ada@example.com");
    expect(await dial({ id, cookie }).refused).toBe(401);
  });

  it("SEC-18 a database that does not answer ends nobody", async () => {
    const { dial, cookie, terminals, ada, room } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const { socket, message } = dial({ id, cookie });
    await message("hello");
    room.now.value += 5_000;
    room.break(true);
    expect(await dial({ id, cookie }).refused).toBe(503);
    room.news.announce({ endedKeyIds: [], changedUserIds: ["somebody"] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    room.break(false);
  });

  it("is asked for the password with 4403 where the door is set to, and typing counts as use", async () => {
    const { dial, cookie, terminals, ada, room, keyId } = await open({ passwordAfterSeconds: 86_400 });
    const { id } = await terminals.create(ada, "box", { command: "cat" });
    const { socket, message } = dial({ id, cookie });
    await message("hello");
    room.now.value += day;
    socket.send(type("x"));
    await expect.poll(() => room.store.terminalUses.find(keyId)).toBe(room.now.value);
    room.now.value += day;
    await dial({ id, cookie, query: "viewer=second" }).message("hello");
    room.now.value += 1;
    expect(await dial({ id, cookie, query: "viewer=third" }).closed).toEqual({ code: 4403, reason: "password_needed" });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it("SEC-32 SEC-33 opening slides the session with the cookie in the answer, typing slides it, and what the page does by itself does not", async () => {
    const { dial, cookie, terminals, ada, room, expiry } = await open();
    const { id } = await terminals.create(ada, "box", { command: "cat" });
    const began = await expiry();
    room.now.value += day;
    const passive = dial({ id, cookie, query: "passive=1" });
    await passive.message("hello");
    expect([passive.setCookie(), await expiry()]).toEqual([[], began]);
    const active = dial({ id, cookie, query: "viewer=active" });
    await active.message("hello");
    expect(active.setCookie().map(maxAgeOf)).toEqual([30 * 86_400]);
    expect(await expiry()).toBe(began + day);
    room.now.value += day;
    passive.socket.send(writeMessage("seen", { offset: 0 }));
    passive.socket.send(writeMessage("size", { bytes: Uint8Array.of(0, 80, 0, 24) }));
    await new Promise((resolve) => passive.socket.ping("", true, resolve));
    expect(await expiry()).toBe(began + day);
    passive.socket.send(type("x"));
    await expect.poll(expiry).toBe(began + 2 * day);
  });
});

async function open(options: Parameters<typeof openTestTerminals>[0] = {}, keep: { keepMs?: number } = {}) {
  const bench = await openTestTerminals(options);
  const { room, terminals } = bench;
  const clock = () => room.now.value;
  const live = openLive({ authenticate: room.sessions.authenticate, news: room.news, clock, buildId: "1" });
  const sockets = openTerminalSockets({ room, terminals, clock, ...keep });
  const agents = { accept: () => Promise.reject(new AppError("not_found")) };
  const upgrade = createUpgrades({
    ...{ hosts: createHosts(room.config), forwarded: createForwarded([]) },
    ...{ gateway: null, pathApps: null, proxies: null, agents, live },
    ...{ terminals: sockets, sessions: room.sessions, log: createLog(() => undefined), next: (_request, socket) => socket.destroy() },
  });
  const server = createServer().on("upgrade", upgrade);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    live.close();
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const signedIn = await room.signIn();
  return {
    ...{ ...bench, ...signedIn, sockets },
    expiry: async () => (await room.store.keys.find(signedIn.keyId))?.key.expiresAt ?? Number.NaN,
    dial: (given: Dialled) => dialTerminal(port, given),
  };
}
