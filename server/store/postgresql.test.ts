import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openQuietly, storeContract } from "./contract.ts";
import { aUser, keyFor, manyKeys, now, person } from "./contract/rows.ts";
import type { News } from "./database.ts";
import type { TestPostgres } from "./testing/postgres.ts";
import { createLog } from "#server/log.ts";
import { listRunningReplicas } from "./look.ts";
import { mostToldBytes } from "./sql.ts";
import { query, startTestPostgres } from "./testing/postgres.ts";
import type { Relay } from "./testing/relay.ts";
import { startRelay } from "./testing/relay.ts";

let postgres: TestPostgres;
let relay: Relay;
let made = 0;
const newUrl = () => postgres.createDatabase(`test_${++made}`);
const throughRelay = (url: string) => url.replace(`:${postgres.port}/`, `:${relay.port}/`);

beforeAll(async () => {
  postgres = await startTestPostgres();
  relay = await startRelay(postgres.port);
});
afterAll(async () => {
  await relay.close();
  await postgres.close();
});

describe("on PostgreSQL", () => {
  storeContract(newUrl);

  describe("SEC-18 a database that does not answer", () => {
    it("is unavailable while it is down, and well again when it is back", async () => {
      const store = await openQuietly(await newUrl());
      const key = await keyFor(store, await person(store));
      await postgres.crash();
      for (const call of [() => store.keys.find(key.id), () => store.people.suspend(key.userId, now), () => store.ping()]) {
        await expect(call()).rejects.toMatchObject({ code: "unavailable", facts: { retryAfterSeconds: 2 } });
      }
      await postgres.start();
      expect((await store.keys.find(key.id))?.key).toEqual(key);
      expect(await store.people.suspend(key.userId, now)).toEqual([key.id]);
      await store.close();
    });

    it("is unavailable when it hangs, in a query, in a transaction and while connecting, and well again when it goes on", async () => {
      const url = await newUrl();
      const [straight, store] = [await openQuietly(url), await openQuietly(throughRelay(url), 3_000)];
      const user = await person(straight);
      relay.hang();
      const calls = [
        store.people.count(),
        store.people.create(aUser()),
        ...Array.from({ length: 15 }, () => store.people.suspend(user.id, now)),
        store.keys.find("any"),
      ];
      const answers = await Promise.allSettled(calls);
      for (const answer of answers) expect(answer).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
      relay.resume();
      await vi.waitFor(() => store.people.suspend(user.id, now), 15_000);
      expect(await straight.people.findById(user.id)).toMatchObject({ suspendedAt: now });
      await Promise.all([store.close(), straight.close()]);
    });

    it("is named at start, with the cure and without the password", async () => {
      const url = await newUrl();
      const cases: [url: string, line: RegExp][] = [
        [
          url.replace("only-for-tests", "s3cret"),
          /^PostgreSQL at 127\.0\.0\.1:\d+ refuses the user "postgres"\. Correct user and password in --database-url\.$/,
        ],
        [`${url}_not`, /has no database "test_\d+_not"\. Create it \(createdb test_\d+_not\), or correct --database-url\.$/],
        [
          "postgresql://u:s3cret@127.0.0.1:1/x",
          /^PostgreSQL at 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\. Start it, or correct --database-url\.$/,
        ],
        ["postgresql://u:s3cret@[/x", /^--database-url is not a URL\./],
        [`${url}?schema=door`, /^--database-url: PostgreSQL does not know \?schema=/],
      ];
      for (const [bad, line] of cases) {
        const message = await openQuietly(bad).catch((error: Error) => error.message);
        expect(message).toMatch(line);
        expect(message).not.toContain("s3cret");
      }
    });

    it("is named at start when the user may not create tables", async () => {
      const url = await newUrl();
      await query(url, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
      const guest = url.replace("postgres:only-for-tests", "guest:guest");
      await expect(openQuietly(guest)).rejects.toThrow(
        /^The user "guest" may not create tables in "test_\d+"\. Make it the owner of the database\.$/,
      );
    });
  });

  it("names the replicas that run to whoever only looks, who changes nothing", async () => {
    const url = await newUrl();
    await expect(listRunningReplicas({ databaseUrl: url, log: createLog(() => undefined) })).rejects.toThrow();
    const store = await openQuietly(url);
    const row = { id: "a", hostname: "host", version: "1.0.0", startedAt: Date.now() - 5_000, seenAt: Date.now() };
    await store.replicas.mark(row);
    await store.replicas.mark({ ...row, id: "b", seenAt: Date.now() - 3_600_000 });
    expect(await listRunningReplicas({ databaseUrl: url, log: createLog(() => undefined) })).toEqual([row]);
    await store.close();
  });

  describe("news", () => {
    async function listening(url: string) {
      const heard: News = { endedKeyIds: [], changedUserIds: [], told: [], hasGap: false };
      const listener = await openQuietly(url);
      const listen = await listener.listen((news) => {
        heard.endedKeyIds.push(...news.endedKeyIds);
        heard.changedUserIds.push(...news.changedUserIds);
        heard.told.push(...news.told);
        heard.hasGap ||= news.hasGap;
      });
      const close = async () => {
        await listen.close();
        await listener.close();
      };
      return { heard, listener, close };
    }

    it("comes of what another process tells, and of nothing that this one tells itself", async () => {
      const url = await newUrl();
      const { heard, listener, close } = await listening(url);
      const store = await openQuietly(url);
      const long = "é".repeat(mostToldBytes / 2);
      await listener.tell("of myself");
      for (const text of ['hello: it\'s "me"', long]) await store.tell(text);
      await vi.waitFor(() => expect(heard.told).toEqual(['hello: it\'s "me"', long]), 20_000);
      await expect(store.tell(`${long}x`)).rejects.toThrow("too long");
      await Promise.all([store.close(), close()]);
    });

    it("comes of every key that another process ends and every person it changes", async () => {
      const url = await newUrl();
      const { heard, close } = await listening(url);
      const store = await openQuietly(url);
      const [one, two] = [await person(store), await person(store)];
      const session = await keyFor(store, one);
      const app = await keyFor(store, one, { kind: "app", parentId: session.id });
      await store.keys.end({ id: session.id }, now, "signed_out");
      const changed = await keyFor(store, two);
      await store.people.setPassword({ userId: two.id, passwordHash: "new", at: now, reason: "password_changed" });
      const token = await keyFor(store, two, { kind: "token" });
      await store.people.suspend(two.id, now);
      await store.people.setRole(one.id, "admin", now);
      await vi.waitFor(() => expect(heard.changedUserIds).toEqual([two.id, one.id]), 20_000);
      expect(heard.endedKeyIds.toSorted()).toEqual([session.id, app.id, changed.id, token.id].toSorted());
      await Promise.all([store.close(), close()]);
    });

    it("comes whole when more keys end at once than one notification can name", { timeout: 240_000 }, async () => {
      const url = await newUrl();
      const { heard, close } = await listening(url);
      const store = await openQuietly(url);
      const user = await person(store);
      await manyKeys(store, user, 500);
      const ended = await store.people.suspend(user.id, now);
      await vi.waitFor(() => expect(heard.endedKeyIds).toHaveLength(500), 20_000);
      expect(heard.endedKeyIds.toSorted()).toEqual(ended.toSorted());
      await Promise.all([store.close(), close()]);
    });

    it("comes again after the connection was lost", async () => {
      const url = await newUrl();
      const { heard, close } = await listening(throughRelay(url));
      const store = await openQuietly(url);
      relay.cut();
      const user = await person(store);
      await vi.waitFor(async () => {
        await store.people.setRole(user.id, "admin", now);
        expect(heard.changedUserIds).toContain(user.id);
      }, 20_000);
      expect(heard.hasGap).toBe(true);
      await Promise.all([store.close(), close()]);
    });
  });
});
