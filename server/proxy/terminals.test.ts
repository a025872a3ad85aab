import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { writeMessage } from "#protocol/terminal-messages.ts";
import { AppError, isAppError } from "../errors.ts";
import { createForwarded } from "../forwarded.ts";
import { createHosts } from "../hosts.ts";
import { createLog } from "../log.ts";
import { openTestProxied, sydney } from "../proxies/testing/terminals.ts";
import { readPath } from "../request-target.ts";
import { findUpgrade, proxyUpgradeRoutes } from "../routes.ts";
import { openLive, type Caller } from "../session.ts";
import { openTerminalSockets } from "../terminal-socket.ts";
import { dialTerminal, type } from "../terminal-socket/testing/viewer.ts";
import { createUpgrades, refuseUpgrade } from "../upgrades.ts";
import { createProxyNews } from "./news.ts";
import { openProxyTerminals } from "./terminals.ts";

const accessOrigin = "http://latchkey.localhost:3000";

describe("a terminal's socket at a proxy", () => {
  it("carries what is typed and what comes back, and ends with 1000 when the command does", async () => {
    const { dial, ticketFor, terminals, ada } = await open();
    const { id } = await terminals.create(ada, "box", { command: "read word; echo got-$word; read more" });
    const { socket, message, until, closed } = dial({ id, ticket: await ticketFor(id) });
    await message("hello");
    expect(socket.protocol).toBe("latchkey-terminal");
    socket.send(type("melon\n\n"));
    await until("got-melon");
    expect(await closed).toEqual({ code: 1000, reason: "ended" });
  });

  it("goes on at the very byte when a viewer changes between door and proxy in the middle of output", async () => {
    const { dial, dialDoor, ticketFor, terminals, ada } = await open();
    const count = "i=0; while true; do i=$((i + 1)); echo $i; [ $((i % 10)) = 0 ] && sleep 0.02; done";
    const { id } = await terminals.create(ada, "box", { command: `stty -echo; echo ready; read go; ${count}` });
    const first = await dialDoor(id);
    const began = "ready\r\n".length;
    await expect.poll(() => first.offset(), { timeout: 15_000 }).toBe(began);
    let [text, offset, current] = ["", began, first];
    first.socket.send(type("\n"));
    for (let turn = 0; turn < 8; turn++) {
      const seen = current;
      // Some of it, and then the network is another one.
      await expect.poll(() => seen.offset(), { interval: 5, timeout: 15_000 }).toBeGreaterThan(offset);
      seen.socket.terminate();
      await seen.closed;
      expect(seen.messages.some(({ kind }) => turn > 0 && kind === "snapshot")).toBe(false);
      const fresh = seen.messages.filter((message) => message.kind === "output" && message.offset >= began);
      text += Buffer.concat(fresh.map(({ bytes }) => bytes)).toString();
      offset = seen.offset();
      expect(offset).toBe(began + text.length);
      const query = `offset=${offset}`;
      current = turn % 2 === 0 ? dial({ id, ticket: await ticketFor(id), query }) : await dialDoor(id, query);
    }
    const lines = text.split("\r\n").length;
    expect(
      Array.from({ length: lines }, (_, index) => `${index + 1}\r\n`)
        .join("")
        .startsWith(text),
    ).toBe(true);
  });

  it("says why there is no terminal as the door does: 4004, 4003 without the agent here, 4403 for the password", async () => {
    const { dial, ticketFor, terminals, ada, room, reaches, signIn } = await open({ passwordAfterSeconds: 60 });
    const { id } = await terminals.create(ada, "box", {});
    expect(await dial({ id: "box.nothing", ticket: await ticketFor("box.nothing") }).closed).toEqual({ code: 4004, reason: "not_found" });
    reaches.here = false;
    expect(await dial({ id, ticket: await ticketFor(id) }).closed).toEqual({ code: 4003, reason: "workspace_offline" });
    reaches.here = true;
    const { caller } = await signIn();
    room.now.value += 61_000;
    expect(await dial({ id, ticket: await ticketFor(id, caller) }).closed).toEqual({ code: 4403, reason: "password_needed" });
  });

  it("closes with 4003 when its machine is lost here, and with 1012 when the proxy restarts", async () => {
    const { dial, ticketFor, terminals, ada, machine, reaches, atProxy } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const lost = dial({ id, ticket: await ticketFor(id) });
    await lost.message("hello");
    reaches.here = false;
    machine.cut();
    expect(await lost.closed).toEqual({ code: 4003, reason: "offline" });
    reaches.here = true;
    const next = dial({ id, ticket: await ticketFor(id) });
    await next.message("hello");
    atProxy.close();
    expect(await next.closed).toEqual({ code: 1012, reason: "restarting" });
  });
});

describe("who may open a terminal's socket at a proxy", () => {
  it("SEC-41 the primary's own pages alone: no other origin, however it is written, and no ticket is lost on them", async () => {
    const { dial, ticketFor, terminals, ada, asked } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const ticket = await ticketFor(id);
    for (const origin of [
      "https://sydney.example.com:8443",
      "http://evil.example",
      "http://app.latchkey.localhost:3000",
      "HTTP://LATCHKEY.LOCALHOST:3000",
      "http://latchkey.localhost",
      "https://latchkey.localhost:3000",
      "null",
      null,
    ]) {
      expect(await dial({ id, ticket, origin }).refused, String(origin)).toBe(403);
    }
    expect(asked).toEqual([]);
    await dial({ id, ticket }).message("hello");
  });

  it("who brings a ticket for it, once; a cookie or a token opens nothing here", async () => {
    const { dial, ticketFor, terminals, ada, signIn } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const other = await terminals.create(ada, "box", {});
    const ticket = await ticketFor(id);
    expect(await dial({ id: other.id, ticket: await ticketFor(id) }).refused).toBe(403);
    await dial({ id, ticket }).message("hello");
    expect(await dial({ id, ticket }).refused).toBe(403);
    const { cookie } = await signIn();
    expect(await dial({ id, cookie }).refused).toBe(403);
    expect(await dial({ id, protocols: [`ticket.${await ticketFor(id)}`] }).refused).toBe(403);
    expect(await dial({ id, protocols: ["latchkey-terminal", "ticket."] }).refused).toBe(403);
  });

  it("SEC-28 ends with 4001 when news of the session's end comes, and not a byte passes after", async () => {
    const { dial, ticketFor, terminals, ada, room, signIn } = await open();
    const { id } = await terminals.create(ada, "box", {
      command: "stty -echo; while true; do echo tick; read -t 0.01 word && echo heard-$word; done",
    });
    const { caller } = await signIn();
    const viewer = dial({ id, ticket: await ticketFor(id, caller) });
    const watching = dial({ id, ticket: await ticketFor(id), query: "viewer=second" });
    for (const each of [viewer, watching]) await each.until("tick");
    await room.sessions.signOut(caller);
    viewer.socket.send(type("secret\n"));
    expect(await viewer.closed).toEqual({ code: 4001, reason: "session_revoked:signed_out" });
    const ticks = watching.text().length;
    await expect.poll(() => watching.text().length, { timeout: 15_000 }).toBeGreaterThan(ticks + 200);
    expect(watching.text()).not.toContain("heard-secret");
  });

  it("SEC-28 ends without any news: what the primary said is believed for a moment only, and not at all where it came before news", async () => {
    const { dial, ticketFor, terminals, ada, room, signIn, stream, onAnswer, deaf } = await open();
    const { id } = await terminals.create(ada, "box", { command: "while true; do echo tick; sleep 0.05; done" });
    stream.downSince = performance.now();
    deaf.value = true;
    const here = await signIn();
    const viewer = dial({ id, ticket: await ticketFor(id, here.caller) });
    await viewer.until("tick");
    await room.sessions.signOut(here.caller);
    expect(await viewer.closed).toEqual({ code: 4001, reason: "session_revoked:signed_out" });
    // Signed out while the answer about the ticket is on its way: nobody is here yet whom news could find.
    stream.downSince = null;
    const { caller } = await signIn();
    onAnswer.value = async (what) => {
      if (what === "terminal") await room.sessions.signOut(caller);
    };
    const late = dial({ id, ticket: await ticketFor(id, caller) });
    expect(await late.closed).toEqual({ code: 4001, reason: "session_revoked:signed_out" });
    expect(late.messages).toEqual([]);
  });

  it("SEC-30 ends with 4004 when the terminal is the person's no more, as soon as there is news of the workspace", async () => {
    const { dial, ticketFor, terminals, ada, room, sites } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const viewer = dial({ id, ticket: await ticketFor(id) });
    await viewer.message("hello");
    sites.delete("box");
    room.news.announce({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: ["box"] });
    expect(await viewer.closed).toEqual({ code: 4004, reason: "not_found" });
  });

  it("SEC-18 a primary that does not answer ends nobody, and opens nothing", async () => {
    const { dial, ticketFor, terminals, ada, room, onAnswer } = await open();
    const { id } = await terminals.create(ada, "box", {});
    const viewer = dial({ id, ticket: await ticketFor(id) });
    await viewer.message("hello");
    let questions = 0;
    onAnswer.value = () => {
      questions += 1;
      throw new AppError("unavailable");
    };
    room.news.announce({ endedKeyIds: [], changedUserIds: ["somebody"] });
    await expect.poll(() => questions, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(await dial({ id, ticket: await ticketFor(id) }).refused).toBe(503);
    expect(viewer.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("asks once in ten seconds for each viewer, and tells of typing once a minute", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { dial, ticketFor, terminals, ada, asked } = await open();
    const { id } = await terminals.create(ada, "box", { command: "stty -echo; while read word; do echo heard-$word; done" });
    const viewer = dial({ id, ticket: await ticketFor(id) });
    await viewer.message("hello");
    let typed = 0;
    const typeWord = async (word: string) => {
      viewer.socket.send(writeMessage("input", { offset: typed, bytes: Buffer.from(`${word}\n`) }));
      typed += word.length + 1;
      await viewer.until(`heard-${word}`);
    };
    for (const word of ["one", "two"]) await typeWord(word);
    expect(asked).toEqual(["terminal", "terminal-look"]);
    vi.advanceTimersByTime(60_000);
    for (const word of ["three", "four"]) await typeWord(word);
    expect(asked.filter((what) => what === "terminal-use")).toHaveLength(1);
  });
});

/** A primary and a proxy that reach the same machine, with whatever is between them in the test's hands. */
async function open(options: Parameters<typeof openTestProxied>[0] = {}) {
  const primary = await openTestProxied(options);
  const { room, machine, terminals, signIn, proxied, ask } = primary;
  const news = createProxyNews();
  /** True: nothing of what happens is told to the proxy. */
  const deaf = { value: false };
  const stopListening = room.news.listen((headline) => !deaf.value && news.tell(headline));
  const stream = { downSince: null as number | null };
  const reaches = { here: true };
  const asked: string[] = [];
  /** Runs before an answer reaches the proxy. */
  const onAnswer: { value: (what: string) => void | Promise<void> } = { value: () => undefined };
  const atProxy = openProxyTerminals({
    primary: {
      async ask<Answer>(what: string, body: unknown): Promise<Answer> {
        asked.push(what);
        const answer = await ask<Answer>(what, body);
        await onAnswer.value(what);
        return answer;
      },
    },
    ...{ news, accessOrigin, stream: () => stream, findReach: () => (reaches.here ? machine : null) },
  });
  const port = await listen((request, socket, head) => {
    const id = findUpgrade(proxyUpgradeRoutes, readPath(request.url))?.id ?? null;
    const accepted = id === null ? Promise.reject(new AppError("not_found")) : atProxy.accept(request, socket, head, id);
    accepted.catch((error: unknown) => refuseUpgrade(socket, isAppError(error) ? error : new AppError("internal", {}, error)));
  });
  const clock = () => room.now.value;
  const live = openLive({ authenticate: room.sessions.authenticate, news: room.news, clock, buildId: "1" });
  const atDoor = openTerminalSockets({ room, terminals, clock });
  const none = { accept: () => Promise.reject(new AppError("not_found")) };
  const doorPort = await listen(
    createUpgrades({
      ...{
        hosts: createHosts(room.config),
        forwarded: createForwarded([]),
        gateway: null,
        pathApps: null,
        proxies: null,
        agents: none,
        live,
      },
      ...{ terminals: atDoor, sessions: room.sessions, log: createLog(() => undefined), next: (_request, socket) => socket.destroy() },
    }),
  );
  onTestFinished(() => {
    stopListening();
    live.close();
    atDoor.close();
    atProxy.close();
  });
  const { caller, cookie } = await signIn();
  const ticketFor = async (id: string, who: Caller = caller) => (await proxied.createTicket(who, id, sydney)).ticket;
  const dial = ({ ticket, ...given }: { ticket?: string } & Parameters<typeof dialTerminal>[1]) =>
    dialTerminal(port, { ...(ticket !== undefined && { protocols: ["latchkey-terminal", `ticket.${ticket}`] }), ...given });
  return {
    ...{ ...primary, stream, reaches, asked, onAnswer, deaf, atProxy, dial, ticketFor },
    dialDoor: async (id: string, query = "") => dialTerminal(doorPort, { id, cookie, query }),
  };
}

async function listen(upgrade: Parameters<ReturnType<typeof createServer>["on"]>[1]): Promise<number> {
  const server = createServer().on("upgrade", upgrade);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
