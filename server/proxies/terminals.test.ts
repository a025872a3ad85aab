import { describe, expect, it } from "vitest";
import type { PassAnswer, TicketAnswer } from "#protocol/proxy.ts";
import { openTestProxied, sydney } from "./testing/terminals.ts";

const tokyo = { ...sydney, id: "tokyo" };
const day = 86_400_000;

describe("a ticket for a terminal through a proxy", () => {
  it("says where the proxy's socket is, holds nothing that anybody can read, and is made of what may stand in a subprotocol", async () => {
    const { proxied, signIn } = await openTestProxied();
    const { caller } = await signIn();
    const { ticket, url } = await proxied.createTicket(caller, "box.t1", sydney);
    expect(url).toBe("wss://sydney.example.com:8443/api/v1/terminals/box.t1/socket");
    expect(ticket).not.toContain(caller.key.id);
    // A token of RFC 9110 §5.6.2.
    expect(ticket).toMatch(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,1500}$/);
  });

  it("opens its terminal once, at its proxy", async () => {
    const { proxied, signIn, terminals, ada, log } = await openTestProxied();
    const { caller } = await signIn();
    const { id } = await terminals.create(ada, "box", { name: "work" });
    const { ticket } = await proxied.createTicket(caller, id, sydney);
    const opened = await proxied.open(sydney, { ticket, terminal: id });
    expect(opened).toMatchObject({ kind: "open", workspaceId: "box", terminal: id.slice("box.".length), keyIds: [caller.key.id] });
    expect(await proxied.open(sydney, { ticket, terminal: id })).toEqual({ kind: "refused", code: "forbidden" });
    // Written down like any other look.
    const { activity } = await log.list(["box"], null);
    expect(activity.map(({ kind, subject }) => [kind, subject])).toContainEqual(["terminal_attached", "work"]);
  });

  it("SEC-39 is worth nothing at another proxy, for another terminal, after 30 s, made up, or as what is sealed for something else", async () => {
    const { proxied, tickets, signIn, terminals, ada, room } = await openTestProxied();
    const { caller, cookie } = await signIn();
    const { id } = await terminals.create(ada, "box", {});
    const other = await terminals.create(ada, "box", {});
    const make = async () => (await proxied.createTicket(caller, id, sydney)).ticket;
    const refused = { kind: "refused", code: "forbidden" };
    expect(await proxied.open(tokyo, { ticket: await make(), terminal: id })).toEqual(refused);
    expect(await proxied.open(sydney, { ticket: await make(), terminal: other.id })).toEqual(refused);
    const late = await make();
    room.now.value += 29_999;
    expect(await proxied.open(sydney, { ticket: await make(), terminal: id })).toMatchObject({ kind: "open" });
    room.now.value += 1;
    expect(await proxied.open(sydney, { ticket: late, terminal: id })).toEqual(refused);
    const admitted = { proxyId: sydney.id, terminal: id, keyId: caller.key.id, secretHash: caller.key.secretHash };
    const pass = await tickets.createPass(admitted);
    for (const ticket of ["", "Fe26.2*1*x", pass, cookie.slice(cookie.indexOf("=") + 1), (await make()).slice(0, -3)]) {
      expect(await proxied.open(sydney, { ticket, terminal: id }), ticket.slice(0, 20)).toEqual(refused);
    }
  });

  it("is worth what its key is worth when it is shown", async () => {
    const { proxied, signIn, terminals, ada, room, sites } = await openTestProxied();
    const { id } = await terminals.create(ada, "box", {});
    const ended = await signIn();
    const { ticket } = await proxied.createTicket(ended.caller, id, sydney);
    await room.sessions.signOut(ended.caller);
    expect(await proxied.open(sydney, { ticket, terminal: id })).toEqual({ kind: "refused", code: "forbidden" });
    const { caller } = await signIn();
    const narrow = await room.sessions.createToken(caller, {
      ...{ name: "t", lifetime: "1d", scopes: ["workspaces:write"], ip: "", userAgent: "" },
    });
    const verdict = await room.sessions.check({ authorization: `Bearer ${narrow.token}` });
    if (!verdict.ok) throw new Error("not a token");
    const without = await proxied.createTicket(verdict.caller, id, sydney);
    expect(await proxied.open(sydney, { ticket: without.ticket, terminal: id })).toEqual({ kind: "refused", code: "forbidden" });
    const gone = await proxied.createTicket(caller, "box.nothing", sydney);
    expect(await proxied.open(sydney, { ticket: gone.ticket, terminal: "box.nothing" })).toEqual({ kind: "refused", code: "not_found" });
    const lost = await proxied.createTicket(caller, id, sydney);
    sites.delete("box");
    expect(await proxied.open(sydney, { ticket: lost.ticket, terminal: id })).toEqual({ kind: "refused", code: "not_found" });
  });

  it("opens a machine that the door has lost and the proxy has not", async () => {
    const { proxied, signIn } = await openTestProxied();
    const { caller } = await signIn();
    const { ticket } = await proxied.createTicket(caller, "away.t1", sydney);
    expect(await proxied.open(sydney, { ticket, terminal: "away.t1" })).toMatchObject({
      kind: "open",
      workspaceId: "away",
      terminal: "t1",
    });
  });

  it("SEC-18 is refused by nobody while the database does not answer: that is no no", async () => {
    const { proxied, signIn, room } = await openTestProxied();
    const { caller } = await signIn();
    const { ticket } = await proxied.createTicket(caller, "away.t1", sydney);
    room.break(true);
    await expect(proxied.open(sydney, { ticket, terminal: "away.t1" })).rejects.toMatchObject({ code: "unavailable" });
    room.break(false);
  });

  it("asks for the password where the door is set to", async () => {
    const { proxied, signIn, terminals, ada, room } = await openTestProxied({ passwordAfterSeconds: 60 });
    const { id } = await terminals.create(ada, "box", {});
    const { caller } = await signIn();
    room.now.value += 61_000;
    const { ticket } = await proxied.createTicket(caller, id, sydney);
    expect(await proxied.open(sydney, { ticket, terminal: id })).toEqual({ kind: "refused", code: "password_needed" });
  });
});

describe("the pass of a viewer at a proxy", () => {
  it("tells whether it may still look, and of an ended session why; and is worth nothing at another proxy", async () => {
    const { passOf, signIn, proxied, room, sites } = await open();
    const { caller } = await signIn();
    const pass = await passOf(caller);
    expect(await proxied.look(sydney, pass)).toEqual({ state: "open", reason: "", believeMs: 10_000 });
    await expect(proxied.look(tokyo, pass)).rejects.toMatchObject({ code: "forbidden" });
    const box = sites.get("box");
    sites.delete("box");
    expect(await proxied.look(sydney, pass)).toMatchObject({ state: "gone" });
    if (box) sites.set("box", box);
    await room.sessions.signOut(caller);
    expect(await proxied.look(sydney, pass)).toEqual({ state: "ended", reason: "session_revoked:signed_out", believeMs: 0 });
    expect(await proxied.noteUse(sydney, pass)).toMatchObject({ state: "ended" });
  });

  it("is believed no longer than the session lasts", async () => {
    const { passOf, signIn, proxied, room } = await open();
    const { caller } = await signIn();
    const pass = await passOf(caller);
    room.now.value = caller.key.expiresAt - 3_000;
    expect(await proxied.look(sydney, pass)).toMatchObject({ state: "open", believeMs: 3_000 });
    room.now.value += 3_000;
    expect(await proxied.look(sydney, pass)).toMatchObject({ state: "ended", reason: "session_expired:unused" });
  });

  it("SEC-32 SEC-33 slides the session for typing, and for nothing else", async () => {
    const { passOf, signIn, proxied, room } = await open();
    const { caller } = await signIn();
    const expiry = async () => (await room.store.keys.find(caller.key.id))?.key.expiresAt;
    const pass = await passOf(caller);
    const began = await expiry();
    room.now.value += day;
    await proxied.look(sydney, pass);
    expect(await expiry()).toBe(began);
    await proxied.noteUse(sydney, pass);
    expect(await expiry()).toBe((began ?? 0) + day);
  });
});

async function open() {
  const bench = await openTestProxied();
  const { id } = await bench.terminals.create(bench.ada, "box", {});
  return {
    ...bench,
    async passOf(caller: Parameters<typeof bench.proxied.createTicket>[0]): Promise<string> {
      const { ticket } = await bench.proxied.createTicket(caller, id, sydney);
      const answer = await bench.ask<TicketAnswer>("terminal", { ticket, terminal: id });
      if (answer.kind !== "open") throw new Error(answer.code);
      expect(await bench.ask<PassAnswer>("terminal-look", { pass: answer.pass })).toMatchObject({ state: "open" });
      return answer.pass;
    },
  };
}
