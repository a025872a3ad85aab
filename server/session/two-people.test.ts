/** Session cookies of two people, or more of them than are tried, in one Cookie header. */
import { describe, expect, it } from "vitest";
import { cookieOf, openTestRoom, valueOf, type TestRoom } from "./testing/room.ts";

describe("one Cookie header", () => {
  it("F2 of two people's valid cookies neither is believed, in any order, and both keys are named for the device to choose from", async () => {
    const room = await openTestRoom();
    const [ada, again, bob] = [await room.signIn(), await room.signIn(), await signInBob(room)];
    for (const header of [
      `${ada.cookie}; ${bob.cookie}`,
      `${bob.cookie}; ${ada.cookie}`,
      `${ada.cookie}; x=1; ${again.cookie}; ${bob.cookie}`,
      `${bob.cookie}; ${ada.cookie}; ${bob.cookie}`,
    ]) {
      const verdict = await room.sessions.check({ cookie: header });
      expect(verdict).toMatchObject({ ok: false, code: "session_conflict", endedAt: null, reason: null });
      expect(verdict.ok ? [] : verdict.rivalKeyIds).toEqual(expect.arrayContaining([ada.keyId, bob.keyId]));
    }
  });

  it("of two valid cookies of one person the first wins, and one that is over makes no conflict", async () => {
    const room = await openTestRoom();
    const [first, second, bob] = [await room.signIn(), await room.signIn(), await signInBob(room)];
    expect(await room.sessions.check({ cookie: `${first.cookie}; ${second.cookie}` })).toMatchObject({
      ...{ ok: true, losers: 1, caller: { key: { id: first.keyId } } },
    });
    await room.store.keys.end({ id: bob.keyId }, room.now.value, "signed_out");
    expect(await room.sessions.check({ cookie: `${bob.cookie}; ${second.cookie}` })).toMatchObject({
      ...{ ok: true, losers: 1, hasDeadRival: true, caller: { key: { id: second.keyId } } },
    });
  });

  it("F2 more cookies than are tried hide a good one from no server that knows it, and are never somebody else", async () => {
    const room = await openTestRoom();
    const { cookie, keyId } = await room.signIn();
    const { name } = room.sessions.cookie;
    const garbage = Array.from({ length: 60 }, (_, index) => `${name}=${forged(cookie, index)}`);
    for (const at of [0, 1, 30, 59, 60]) {
      const header = garbage.toSpliced(at, 0, cookie).join("; ");
      // Never believed while others are unknown: one of them may be the person's own, and this one the planted one.
      expect(await room.sessions.check({ cookie: header })).toMatchObject({ ok: false, code: "no_session", isUnclear: true, losers: 61 });
    }
    expect(await room.sessions.check({ cookie: [...garbage.slice(0, 4), cookie, ...garbage.slice(4, 8)].join("; ") })).toMatchObject({
      ...{ ok: true, caller: { key: { id: keyId } } },
    });
    // What cannot be a seal, or came before, costs nothing and counts for nothing.
    const cheap = [...Array.from({ length: 60 }, (_, index) => `${name}=planted${index}`), ...Array.from({ length: 60 }, () => garbage[0])];
    expect(await room.sessions.check({ cookie: [...cheap, cookie, ...cheap].join("; ") })).toMatchObject({
      ...{ ok: true, caller: { key: { id: keyId } } },
    });
  });
});

async function signInBob(room: TestRoom): Promise<{ cookie: string; keyId: string }> {
  const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
  const { caller, setCookie } = await room.sessions.signIn({ user: bob, ip: "", userAgent: "", deviceKey: null, replaces: null });
  return { cookie: cookieOf(setCookie), keyId: caller.key.id };
}

/** A seal with another last part: only unsealing tells that it is none. */
function forged(cookie: string, index: number): string {
  return valueOf(cookie).replace(/.{6}~2$/, `${String(index).padStart(6, "x")}~2`);
}
