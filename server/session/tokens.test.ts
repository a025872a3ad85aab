import { describe, expect, it } from "vitest";
import type { Scope } from "#protocol/api.ts";
import type { Caller } from "../session.ts";
import { openTestRoom } from "./testing/room.ts";

const day = 86_400_000;

describe("F9 tokens", () => {
  it("live as long as this server lets them, and no longer", async () => {
    const { room, owner } = await open({ maxTokenLifetimeSeconds: 30 * 86_400 });
    const { key } = await make(room, owner, {});
    expect(Date.parse(key.expiresAt) - room.now.value).toBe(30 * day);
    for (const lifetime of ["31d", "400d"]) {
      await expect(make(room, owner, { lifetime })).rejects.toMatchObject({
        code: "bad_request",
        facts: { field: "lifetime", detail: "Give a life such as 30d or 12h, from 60s to 30d." },
      });
    }
  });

  it("outlive the session that made them", async () => {
    const { room, owner } = await open();
    const { token, key } = await make(room, owner, {});
    expect(key.parentId).toBeNull();
    await room.sessions.signOut(owner);
    expect(await room.sessions.check(bearer(token))).toMatchObject({ ok: true });
  });

  it("made by a token never live longer than it, are shown under it, and end with it and with what it was made by", async () => {
    const { room, owner } = await open();
    const first = await make(room, owner, { lifetime: "20d" });
    const second = await make(room, await use(room, first.token), { lifetime: "10d" });
    const third = await make(room, await use(room, second.token), {});
    expect([second.key.parentId, third.key.parentId]).toEqual([first.key.id, second.key.id]);
    expect(third.key.expiresAt).toBe(second.key.expiresAt);
    const tooLong = {
      code: "bad_request",
      facts: { field: "lifetime", detail: "What a token makes ends with it at the latest, and this one ends in 10d." },
    };
    await expect(make(room, await use(room, second.token), { lifetime: "11d" })).rejects.toMatchObject(tooLong);
    await room.sessions.end(owner, first.key.id);
    for (const { token } of [first, second, third]) expect(await room.sessions.check(bearer(token))).toMatchObject({ ok: false });
    expect((await room.sessions.listKeys(owner)).map(({ kind }) => kind)).toEqual(["session"]);
  });

  it("made by a token that has just been ended elsewhere are worth nothing", async () => {
    const { room, owner } = await open();
    const first = await make(room, owner, {});
    const caller = await use(room, first.token);
    await room.sessions.end(owner, first.key.id);
    const late = await make(room, caller, {});
    expect(await room.sessions.check(bearer(late.token))).toMatchObject({ ok: false });
  });

  it("made by a token never have more scopes than it", async () => {
    const { room, owner } = await open();
    const narrow = await use(room, (await make(room, owner, { scopes: ["keys:write", "keys:read"] })).token);
    await make(room, narrow, { scopes: ["keys:read"] });
    for (const scopes of [["all"], ["machines:enrol"], ["keys:read", "apps:publish"]] as Scope[][])
      await expect(make(room, narrow, { scopes })).rejects.toMatchObject({ code: "scope_missing" });
  });

  it("from before there was a limit keep their end and are marked; agents' have no end and are not", async () => {
    const { room, owner } = await open();
    const { key } = await make(room, owner, { lifetime: "90d" });
    const agent = await room.agentTokens.create(room.owner, "box");
    const later = await openTestRoom({ databaseUrl: room.config.databaseUrl, maxTokenLifetimeSeconds: 7 * 86_400 });
    const listed = new Map((await later.sessions.listKeys(owner)).map((each) => [each.id, each]));
    expect(listed.get(key.id)).toMatchObject({ longerThanAllowed: true, expiresAt: key.expiresAt });
    expect(listed.get(agent.id)).toMatchObject({ longerThanAllowed: false, expiresAt: "9999-12-31T23:59:59.000Z" });
  });

  it("end where they are named, but for the one that asks and for other people's", async () => {
    const { room, owner } = await open();
    const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
    const { caller: his } = await room.sessions.signIn({ user: bob, ip: "", userAgent: "", deviceKey: null, replaces: null });
    const [kept, ended, theirs] = [await make(room, owner, {}), await make(room, owner, {}), await make(room, his, {})];
    await room.sessions.endTokens(owner, [ended.key.id, theirs.key.id, owner.key.id, "nothing"]);
    const isAlive = async ({ token }: { token: string }) => (await room.sessions.check(bearer(token))).ok;
    expect([await isAlive(kept), await isAlive(ended), await isAlive(theirs)]).toEqual([true, false, true]);
    await room.sessions.endTokens(await use(room, kept.token), [kept.key.id]);
    expect(await isAlive(kept)).toBe(true);
  });
});

type Room = Awaited<ReturnType<typeof openTestRoom>>;

async function open(change: Parameters<typeof openTestRoom>[0] = {}): Promise<{ room: Room; owner: Caller }> {
  const room = await openTestRoom(change);
  const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
  if (!verdict.ok) throw new Error("not signed in");
  return { room, owner: verdict.caller };
}

function make(room: Room, caller: Caller, given: { lifetime?: string; scopes?: Scope[] }) {
  return room.sessions.createToken(caller, { name: "t", scopes: ["all"], ip: "", userAgent: "", ...given });
}

async function use(room: Room, token: string): Promise<Caller> {
  const verdict = await room.sessions.check(bearer(token));
  if (!verdict.ok) throw new Error("the token is not valid");
  return verdict.caller;
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}
