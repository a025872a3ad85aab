import { describe, expect, it } from "vitest";
import { openTestRoom, password } from "./testing/room.ts";

const ip = "192.0.2.7";

describe("set-up", () => {
  it("makes exactly one owner, however many ask at once", async () => {
    const room = await openTestRoom();
    await expect(room.people.setUp({ email: "eve@example.com", name: "eve", password })).rejects.toMatchObject({ code: "setup_done" });
    expect(await room.people.isSetUpNeeded()).toBe(false);
    expect(await room.people.list()).toHaveLength(1);
  });
});

describe("signing in by password", () => {
  it("takes the person's own password in any Unicode form, and the e-mail in any case", async () => {
    const room = await openTestRoom();
    const composed = "caf\u00e9-Anchor-93-tundra";
    await room.people.create({ email: "zoe@example.com", name: "zoe", password: composed, role: "member" });
    const user = await room.people.requirePassword({ email: " Zoe@EXAMPLE.com ", password: composed.normalize("NFD"), ip });
    expect(user.name).toBe("zoe");
  });

  it("SEC-57 unknown, wrong, suspended and impossible look alike", async () => {
    const room = await openTestRoom();
    await room.people.create({ email: "sus@example.com", name: "sus", password, role: "member" });
    await room.people.suspend("sus@example.com");
    const attempts = [
      { email: "nobody@example.com", password },
      { email: "ada@example.com", password: "wrong-password-entirely" },
      { email: "sus@example.com", password },
      { email: "not an e-mail", password },
    ];
    for (const [index, attempt] of attempts.entries()) {
      const error: unknown = await room.people.requirePassword({ ...attempt, ip: `192.0.2.${index}` }).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "invalid_credentials", facts: {} });
    }
  });

  it("SEC-55 of a hundred parallel attempts at most five are looked at", async () => {
    const room = await openTestRoom();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        room.people.requirePassword({ email: "ada@example.com", password: "wrong", ip: `198.51.100.${index}` }).then(
          () => "in",
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(outcomes.filter((code) => code === "invalid_credentials")).toHaveLength(5);
    expect(outcomes.filter((code) => code === "rate_limited")).toHaveLength(95);
  });

  it("SEC-54 an address is limited in whatever way it is spelled, an IPv6 network as one", async () => {
    const room = await openTestRoom();
    const spellings = Array.from({ length: 25 }, (_, index) =>
      index % 2 ? `2001:db8:0:1::${index.toString(16)}` : `2001:0DB8:0000:0001:ffff::${index.toString(16)}`,
    );
    const codes: string[] = [];
    for (const [index, address] of spellings.entries()) {
      await room.people
        .requirePassword({ email: `user${index}@example.com`, password: "x", ip: address })
        .catch((error: { code: string }) => codes.push(error.code));
    }
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(5);
    const elsewhere: unknown = await room.people
      .requirePassword({ email: "user@example.com", password: "x", ip: "2001:db8:0:2::1" })
      .catch((error: unknown) => error);
    expect(elsewhere).toMatchObject({ code: "invalid_credentials" });
  });

  it("says when to try again, and a good sign-in costs nothing", async () => {
    const room = await openTestRoom();
    for (let i = 0; i < 12; i++) await room.people.requirePassword({ email: "ada@example.com", password, ip });
    for (let i = 0; i < 5; i++)
      await room.people.requirePassword({ email: "ada@example.com", password: "wrong", ip }).catch(() => undefined);
    const limited: unknown = await room.people.requirePassword({ email: "ada@example.com", password, ip }).catch((error: unknown) => error);
    expect(limited).toMatchObject({ code: "rate_limited", facts: { retryAfterSeconds: 60 } });
    room.now.value += 60_000;
    expect(await room.people.requirePassword({ email: "ada@example.com", password, ip })).toMatchObject({ name: "ada" });
  });

  it("a stranger at the limit of an account ends no session of it", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    for (let i = 0; i < 60; i++)
      await room.people.requirePassword({ email: "ada@example.com", password: "wrong", ip: `203.0.113.${i}` }).catch(() => undefined);
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: true });
  });
});

describe("passwords", () => {
  it("must be hard to guess, also for who knows the person", async () => {
    const room = await openTestRoom();
    for (const weak of ["short", "password123", "qwertyuiop", "new@example.com", "latchkey-new", "aaaaaaaaaaaa", "x".repeat(300)]) {
      await expect(room.people.create({ email: "new@example.com", name: "new", password: weak, role: "member" })).rejects.toMatchObject({
        code: "weak_password",
      });
    }
  });

  it("changing one asks for the old one and ends the other sessions, not this one", async () => {
    const room = await openTestRoom();
    const here = await room.signIn();
    const there = await room.signIn();
    const change = { user: room.owner, next: "quartz-Lantern-58-meadow", keptKeyId: here.keyId, ip };
    await expect(room.people.changePassword({ ...change, current: "wrong" })).rejects.toMatchObject({ code: "wrong_password" });
    expect(await room.sessions.check({ cookie: there.cookie })).toMatchObject({ ok: true });
    await room.people.changePassword({ ...change, current: password });
    expect(await room.sessions.check({ cookie: there.cookie })).toMatchObject({
      ok: false,
      code: "session_revoked",
      reason: "password_changed",
    });
    expect(await room.sessions.check({ cookie: here.cookie })).toMatchObject({ ok: true });
    expect(await room.people.requirePassword({ email: "ada@example.com", password: change.next, ip })).toMatchObject({ name: "ada" });
  });
});

describe("a sign-in that a change overtakes", () => {
  it("is refused when the password it was checked against is not the password any more, or the person was suspended", async () => {
    const room = await openTestRoom();
    const signIn = () => room.sessions.signIn({ user: room.owner, ip, userAgent: "", deviceKey: null, replaces: null });
    const here = await room.signIn();
    const change = { user: room.owner, current: password, next: "quartz-Lantern-58-meadow", keptKeyId: here.keyId, ip };
    await room.people.changePassword(change);
    await expect(signIn()).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(await room.store.keys.listAlive(room.owner.id, room.now.value)).toHaveLength(1);
  });
});

describe("suspending", () => {
  it("SEC-30 ends every session and token of the person, and says so", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const { token } = await room.sessions.createToken(verdict.caller, { name: "ci", lifetime: "1d", scopes: ["all"], ip, userAgent: "" });
    await room.people.suspend("ada@example.com");
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: false, code: "user_suspended", reason: "user_suspended" });
    expect(await room.sessions.check({ authorization: `Bearer ${token}` })).toMatchObject({ ok: false, code: "user_suspended" });
    await room.people.activate("ada@example.com");
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: false, code: "session_revoked", reason: "user_suspended" });
  });
});

describe("e-mails and names", () => {
  it("SEC-60 are compared after NFKC, with exactly one @", async () => {
    const room = await openTestRoom();
    const person = { name: "bea", password, role: "member" as const };
    await room.people.create({ ...person, email: "bea@example.com" });
    await expect(room.people.create({ ...person, name: "bea2", email: "\uff42ea@example.com" })).rejects.toMatchObject({
      code: "email_taken",
    });
    await expect(room.people.create({ ...person, name: "bea2", email: "BEA@EXAMPLE.COM" })).rejects.toMatchObject({ code: "email_taken" });
    for (const email of [
      "a@b@example.com",
      "bea\uff20evil@example.com",
      "bea",
      "@x",
      "x@",
      "a b@example.com",
      "a\0@example.com",
      "a\u200b@example.com",
    ]) {
      await expect(room.people.create({ ...person, name: "bea3", email })).rejects.toMatchObject({
        code: "bad_request",
        facts: { field: "email" },
      });
    }
  });

  it("takes names that can stand in a host name only", async () => {
    const room = await openTestRoom();
    for (const name of ["", "Ada", "a--b", "-a", "a-", "a_b", "a.b", "x".repeat(33), "ä"]) {
      await expect(room.people.create({ email: "n@example.com", name, password, role: "member" })).rejects.toMatchObject({
        code: "bad_request",
        facts: { field: "name" },
      });
    }
  });
});
