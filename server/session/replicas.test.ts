/** Two doors on one real PostgreSQL: what one ends is over at the other. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestPostgres, type TestPostgres } from "../store/testing/postgres.ts";
import { openTestRoom } from "./testing/room.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres.close());

describe("replicas on one PostgreSQL", () => {
  it("a session made at one is valid at the other, and ended at one is over at the other as soon as it is heard of", async () => {
    const { here, there } = await openReplicas("ended");
    const { cookie } = await here.signIn();
    expect(await there.sessions.check({ cookie })).toMatchObject({ ok: true });
    const verdict = await here.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await here.sessions.signOut(verdict.caller);
    // The clock stands still: nothing remembered grows old, so only the news can end it here.
    await vi.waitFor(async () => expect(await there.sessions.check({ cookie })).toMatchObject({ ok: false, code: "session_revoked" }), {
      timeout: 20_000,
    });
  });

  it("what changes at one is heard of at the other, once, and not again at the one", async () => {
    const { here, there } = await openReplicas("told");
    const [heard, echoed]: [unknown[], unknown[]] = [[], []];
    there.news.listen((headline) => headline.isFromAfar && heard.push(headline.changedWorkspaceIds));
    here.news.announce({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: ["box"] });
    here.news.listen((headline) => echoed.push(headline));
    await here.news.told();
    there.news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: ["ada"] });
    // In the order in which they were told: of the first nothing comes back.
    await vi.waitFor(() => expect(echoed).toMatchObject([{ touchedUserIds: ["ada"], isFromAfar: true }]), { timeout: 10_000 });
    await vi.waitFor(() => expect(heard).toEqual([["box"]]), { timeout: 10_000 });
  });

  it("sign-in attempts are counted together", async () => {
    const { here, there } = await openReplicas("limits");
    const attempt = (index: number) =>
      (index % 2 ? here : there).people
        .requirePassword({ email: "ada@example.com", password: "wrong", ip: `192.0.2.${index}` })
        .catch((error: { code: string }) => error.code);
    const codes = await Promise.all(Array.from({ length: 20 }, (_, index) => attempt(index)));
    expect(codes.filter((code) => code === "invalid_credentials")).toHaveLength(5);
  });

  it("SEC-18 a PostgreSQL that is gone is `unavailable`, and everybody is still signed in when it is back", async () => {
    const { here } = await openReplicas("crash");
    const { cookie } = await here.signIn();
    expect(await here.sessions.check({ cookie })).toMatchObject({ ok: true });
    const gaps = vi.fn();
    here.news.listen(({ hasGap }) => hasGap && gaps());
    await postgres.crash();
    here.now.value += 5_000;
    await expect(here.sessions.check({ cookie })).rejects.toMatchObject({ code: "unavailable" });
    await postgres.start();
    await vi.waitFor(async () => expect(await here.sessions.check({ cookie })).toMatchObject({ ok: true }), {
      timeout: 20_000,
      interval: 200,
    });
    await vi.waitFor(() => expect(gaps).toHaveBeenCalled(), { timeout: 20_000 });
  });
});

async function openReplicas(name: string) {
  const databaseUrl = await postgres.createDatabase(name);
  const here = await openTestRoom({ databaseUrl });
  return { here, there: await openTestRoom({ databaseUrl }) };
}
