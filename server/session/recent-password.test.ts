import { describe, expect, it } from "vitest";
import { openTestRoom, password } from "./testing/room.ts";

const needed = { code: "password_needed" };

describe("F9 the password again before long-lived keys and public shares", () => {
  it("is asked for 10 minutes after it was given in this session, and not before", async () => {
    const { room, caller, recent } = await open();
    await recent.require(caller);
    room.now.value += 10 * 60_000;
    await recent.require(caller);
    room.now.value += 1_000;
    await expect(recent.require(caller)).rejects.toMatchObject(needed);
    await expect(recent.requireForPublishing(caller)).rejects.toMatchObject(needed);
    await room.people.confirm({ user: caller.user, password, ip: "192.0.2.1" });
    await recent.note(caller);
    await recent.require(caller);
    await recent.requireForPublishing(caller);
  });

  it("counts in the session in which it was given alone", async () => {
    const { room, caller, recent } = await open();
    room.now.value += 11 * 60_000;
    const other = await signIn(room);
    await recent.require(other);
    await expect(recent.require(caller)).rejects.toMatchObject(needed);
    // Another process knows the key from before.
    const there = await openTestRoom({ databaseUrl: room.config.databaseUrl });
    there.now.value = room.now.value;
    await recent.note(caller);
    await there.sessions.recentPassword.require(caller);
  });

  it("is not given by a device key, by use, or by a session from before there was the question", async () => {
    const { room, caller, recent } = await open();
    await room.store.keys.notePassword(caller.key.id, 0); // never moves back
    await recent.require(caller);
    room.now.value += 11 * 60_000;
    await room.sessions.renew(caller, false);
    await room.store.terminalUses.note(caller.key.id, room.now.value);
    await expect(recent.require(caller)).rejects.toMatchObject(needed);
    const old = { ...caller.key, id: "0123456789abcdef", passwordAt: null };
    await room.store.keys.create(old);
    await expect(recent.require({ key: old })).rejects.toMatchObject(needed);
  });

  it("never asks a token, which needs a scope of its own to open something to anybody", async () => {
    const { room, caller, recent } = await open();
    const make = async (scopes: ("all" | "apps:publish" | "workspaces:write")[]) => {
      const { token } = await room.sessions.createToken(caller, { name: "t", lifetime: "1d", scopes, ip: "", userAgent: "" });
      const verdict = await room.sessions.check({ authorization: `Bearer ${token}` });
      if (!verdict.ok) throw new Error("no token");
      return verdict.caller;
    };
    const [all, publishes, writes] = [await make(["all"]), await make(["apps:publish"]), await make(["workspaces:write"])];
    room.now.value += 3_600_000;
    for (const each of [all, publishes]) await recent.requireForPublishing(each);
    await expect(recent.requireForPublishing(writes)).rejects.toMatchObject({ code: "scope_missing" });
    await recent.require(writes);
  });
});

async function open() {
  const room = await openTestRoom();
  return { room, caller: await signIn(room), recent: room.sessions.recentPassword };
}

async function signIn(room: Awaited<ReturnType<typeof openTestRoom>>) {
  const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
  if (!verdict.ok) throw new Error("not signed in");
  return verdict.caller;
}
