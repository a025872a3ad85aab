import { describe, expect, it } from "vitest";
import { cookieOf, maxAgeOf, openTestRoom, valueOf } from "./testing/room.ts";

const day = 86_400_000;

describe("a session", () => {
  it("is recognised by its cookie, whose Max-Age is the key's lifetime exactly", async () => {
    const room = await openTestRoom();
    const { cookie, setCookie, keyId } = await room.signIn();
    expect(maxAgeOf(setCookie)).toBe(30 * 86_400);
    const verdict = await room.sessions.check({ cookie });
    expect(verdict).toMatchObject({ ok: true, caller: { via: "cookie", key: { id: keyId }, user: { name: "ada" } } });
  });

  it("SEC-26 signing in always makes a new key, and ends the one that was planted before", async () => {
    const room = await openTestRoom();
    const planted = await room.signIn();
    const after = await room.signIn(planted.cookie);
    expect(after.keyId).not.toBe(planted.keyId);
    expect(valueOf(after.cookie)).not.toBe(valueOf(planted.cookie));
    expect(await room.sessions.check({ cookie: planted.cookie })).toMatchObject({ ok: false, code: "session_revoked", reason: "replaced" });
  });

  it("SEC-27 an old cookie is refused after sign-out, at once and with the reason", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await room.sessions.signOut(verdict.caller);
    expect(await room.sessions.check({ cookie })).toMatchObject({
      ok: false,
      code: "session_revoked",
      reason: "signed_out",
      endedAt: room.now.value,
    });
  });

  it("of several cookies the first valid one wins, in any order, and one header is one principal", async () => {
    const room = await openTestRoom();
    const valid = await room.signIn();
    const { name } = room.sessions.cookie;
    for (const header of [`${name}=junk; ${valid.cookie}`, `${valid.cookie}; ${name}=junk`, `${name}=; a=b; ${name}=x; ${valid.cookie}`]) {
      expect(await room.sessions.check({ cookie: header })).toMatchObject({ ok: true, caller: { key: { id: valid.keyId } } });
    }
    expect(await room.sessions.check({ cookie: `${name}=junk; ${valid.cookie}` })).toMatchObject({ losers: 1 });
  });

  it("warm checks ask the store nothing", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    await room.sessions.check({ cookie });
    const before = room.finds();
    for (let i = 0; i < 100; i++) await room.sessions.check({ cookie });
    expect(room.finds()).toBe(before);
  });

  it("a hundred checks at once that must ask share one question", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    const before = room.finds();
    await Promise.all(Array.from({ length: 100 }, () => room.sessions.check({ cookie })));
    expect(room.finds()).toBe(before + 1);
  });

  it("an ending in the database by somebody else is believed within 4 s", async () => {
    const room = await openTestRoom();
    const { cookie, keyId } = await room.signIn();
    await room.sessions.check({ cookie });
    await room.store.keys.end({ id: keyId }, room.now.value, "ended_elsewhere");
    room.now.value += 4_001;
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: false, code: "session_revoked" });
  });
});

describe("sliding", () => {
  it("SEC-32 used every half lifetime for five lifetimes it never ends, and each extension sends Max-Age = lifetime", async () => {
    const room = await openTestRoom({ sessionDurationSeconds: 3600 });
    let { cookie } = await room.signIn();
    for (let half = 0; half < 10; half++) {
      room.now.value += 1_800_000;
      const verdict = await room.sessions.check({ cookie });
      if (!verdict.ok) throw new Error(`signed out after ${half} halves: ${verdict.code}`);
      const { setCookie, caller } = await room.sessions.renew(verdict.caller, false);
      expect(maxAgeOf(setCookie ?? "")).toBe(3600);
      expect(caller.key.expiresAt).toBe(room.now.value + 3_600_000);
      cookie = cookieOf(setCookie ?? "");
    }
  });

  it("a renewal never invalidates the copy before it", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    room.now.value += 2 * day;
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await room.sessions.renew(verdict.caller, false);
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: true });
  });

  it("a cookie that would end before its key is issued anew on the next request, without extending the key", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    room.now.value += 2 * day;
    const first = await room.sessions.check({ cookie });
    if (!first.ok) throw new Error("not signed in");
    await room.sessions.renew(first.caller, false); // its answer was lost
    room.now.value += 60_000;
    const second = await room.sessions.check({ cookie });
    if (!second.ok) throw new Error("not signed in");
    const { setCookie } = await room.sessions.renew(second.caller, false);
    expect(maxAgeOf(setCookie ?? "")).toBe(30 * 86_400 - 60);
    const third = await room.sessions.check({ cookie: cookieOf(setCookie ?? "") });
    if (!third.ok) throw new Error("not signed in");
    expect((await room.sessions.renew(third.caller, false)).setCookie).toBeNull();
  });

  it("SEC-33 passive requests never extend, and an unused session ends and says so", async () => {
    const room = await openTestRoom({ sessionDurationSeconds: 3600 });
    const { cookie } = await room.signIn();
    const endsAt = room.now.value + 3_600_000;
    for (let minute = 0; minute < 59; minute++) {
      room.now.value += 60_000;
      const verdict = await room.sessions.check({ cookie });
      if (!verdict.ok) throw new Error("ended early");
      expect((await room.sessions.renew(verdict.caller, true)).setCookie).toBeNull();
    }
    room.now.value = endsAt;
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: false, code: "session_expired", reason: "unused", endedAt: endsAt });
  });

  it("with refresh disabled use never extends, but is written down", async () => {
    const room = await openTestRoom({ refreshDisabled: true });
    const { cookie, keyId } = await room.signIn();
    room.now.value += 2 * day;
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    expect((await room.sessions.renew(verdict.caller, false)).setCookie).toBeNull();
    expect((await room.store.keys.find(keyId))?.key.lastUsedAt).toBe(room.now.value);
  });

  it("the absolute duration ends a session in use, and the door says why", async () => {
    const room = await openTestRoom({ sessionDurationSeconds: 3600, sessionAbsoluteDurationSeconds: 7200 });
    const { cookie } = await room.signIn();
    for (let step = 0; step < 4; step++) {
      const verdict = await room.sessions.check({ cookie });
      if (!verdict.ok) throw new Error("ended early");
      await room.sessions.renew(verdict.caller, false);
      room.now.value += 1_800_000;
    }
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: false, code: "session_expired", reason: "absolute" });
  });

  it("SEC-31 fifty refreshing requests against one sign-out end signed out", async () => {
    const room = await openTestRoom();
    const { cookie, keyId } = await room.signIn();
    room.now.value += 2 * day;
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const refresh = async () => {
      const seen = await room.sessions.check({ cookie });
      return seen.ok ? room.sessions.renew(seen.caller, false) : null;
    };
    await Promise.all([
      ...Array.from({ length: 25 }, refresh),
      room.sessions.signOut(verdict.caller),
      ...Array.from({ length: 25 }, refresh),
    ]);
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: false, code: "session_revoked" });
    expect((await room.store.keys.find(keyId))?.key.revokedAt).not.toBeNull();
  });
});

describe("a database that does not answer", () => {
  it("SEC-18 is `unavailable`, never a no and never a yes", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    room.break(true);
    await expect(room.sessions.check({ cookie })).rejects.toMatchObject({ code: "unavailable" });
    room.break(false);
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: true });
  });

  it("SEC-18 leaves a remembered session alone for at most 4 s", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    await room.sessions.check({ cookie });
    room.break(true);
    room.now.value += 3_000;
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: true });
    room.now.value += 1_500;
    await expect(room.sessions.check({ cookie })).rejects.toMatchObject({ code: "unavailable" });
  });

  it("does not fail a request whose use cannot be written down", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    room.now.value += 2 * day;
    room.break(true);
    expect(await room.sessions.renew(verdict.caller, false)).toMatchObject({ setCookie: null });
    room.break(false);
  });
});

describe("tokens", () => {
  it("open the API as a bearer, are shown once and never slide", async () => {
    const room = await openTestRoom();
    const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const { key, token } = await room.sessions.createToken(verdict.caller, {
      name: "ci",
      lifetime: "1d",
      scopes: ["keys:read"],
      ip: "",
      userAgent: "",
    });
    expect(token).toMatch(/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}$/);
    room.now.value += 3_600_000 * 5;
    const bearer = await room.sessions.check({ authorization: `Bearer ${token}` });
    if (!bearer.ok) throw new Error("token refused");
    expect((await room.sessions.renew(bearer.caller, false)).setCookie).toBeNull();
    expect((await room.store.keys.find(key.id))?.key.expiresAt).toBe(Date.parse(key.expiresAt));
    expect(JSON.stringify(await room.store.keys.find(key.id))).not.toContain(token.slice(-32));
  });

  it("cannot do more than the key they were made with", async () => {
    const room = await openTestRoom();
    const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const { token } = await room.sessions.createToken(verdict.caller, {
      name: "ci",
      lifetime: "1d",
      scopes: ["keys:write"],
      ip: "",
      userAgent: "",
    });
    const bearer = await room.sessions.check({ authorization: `Bearer ${token}` });
    if (!bearer.ok) throw new Error("token refused");
    const wider = { name: "x", lifetime: "1d", scopes: ["all" as const], ip: "", userAgent: "" };
    await expect(room.sessions.createToken(bearer.caller, wider)).rejects.toMatchObject({ code: "scope_missing" });
  });

  it("SEC-59 a malformed Authorization is refused, whatever cookie comes with it", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ",
      "Basic abc",
      "Bearer lk_x_y",
      `Bearer lk_${"a".repeat(16)}_${"b".repeat(32)}`,
      "\0",
      "Bearer a b",
    ]) {
      expect(await room.sessions.check({ cookie, authorization })).toMatchObject({ ok: false, code: "invalid_token" });
    }
  });
});

describe("ending other keys", () => {
  it("ends one's own only: somebody else's or an unknown one is not found", async () => {
    const room = await openTestRoom();
    const mine = await room.sessions.check({ cookie: (await room.signIn()).cookie });
    if (!mine.ok) throw new Error("not signed in");
    const other = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
    const theirs = await room.sessions.signIn({ user: other, ip: "", userAgent: "", deviceKey: null, replaces: null });
    await expect(room.sessions.end(mine.caller, theirs.caller.key.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(room.sessions.end(mine.caller, "nosuchkey0000000")).rejects.toMatchObject({ code: "not_found" });
    expect(await room.sessions.check({ cookie: cookieOf(theirs.setCookie) })).toMatchObject({ ok: true });
  });

  it("all others means all sessions but this one", async () => {
    const room = await openTestRoom();
    const kept = await room.signIn();
    const ended = await room.signIn();
    const mine = await room.sessions.check({ cookie: kept.cookie });
    if (!mine.ok) throw new Error("not signed in");
    await room.sessions.endOthers(mine.caller);
    expect(await room.sessions.check({ cookie: ended.cookie })).toMatchObject({
      ok: false,
      code: "session_revoked",
      reason: "ended_elsewhere",
    });
    expect(await room.sessions.check({ cookie: kept.cookie })).toMatchObject({ ok: true });
  });
});
