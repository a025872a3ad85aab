/** A real session room over a real SQLite file, with a clock that the test moves. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Config } from "../../config.ts";
import { createLog } from "../../log.ts";
import type { Verdict } from "../../session.ts";
import { openStore, type Store, type UserRow } from "../../store.ts";
import type { CallerHeaders } from "../check.ts";
import { findCookies } from "../cookie.ts";
import { openSessionRoom, type SessionRoom } from "../open.ts";

export const password = "violet-Anchor-93-tundra";
export const origin = "http://latchkey.localhost:3000";

export interface TestRoom extends SessionRoom {
  /** `check`: as on an API route. */
  sessions: SessionRoom["sessions"] & { check(headers: CallerHeaders): Promise<Verdict> };
  store: Store;
  config: Config;
  now: { value: number };
  /** How often the store's `keys.find` was asked. */
  finds: () => number;
  /** Makes every question to the store fail until it is set back. */
  break: (broken: boolean) => void;
  owner: UserRow;
  /** Signs the owner in; the Cookie header a browser would send. */
  signIn: (cookie?: string) => Promise<{ cookie: string; setCookie: string; keyId: string }>;
}

export async function openTestRoom(change: Partial<Config> = {}): Promise<TestRoom> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-room-"));
  const config: Config = { ...defaults, dataDir, databaseUrl: `file:${join(dataDir, "latchkey.db")}`, ...change };
  const log = createLog(() => undefined);
  const real = await openStore({ databaseUrl: config.databaseUrl, log, deadlineMs: 60_000 });
  const now = { value: Date.parse("2026-03-01T12:00:00Z") };
  const state = { finds: 0, broken: false };
  const store = observe(real, state);
  const room = await openSessionRoom({ config, store, clock: () => now.value, log, origins: [origin] });
  onTestFinished(async () => {
    await room.close();
    await real.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  // A second room on one database finds the owner that the first has set up.
  const owner =
    (await store.people.findByEmail("ada@example.com")) ?? (await room.people.setUp({ email: "ada@example.com", name: "ada", password }));
  const check = (headers: CallerHeaders) => room.sessions.authenticate(headers, "api");
  return {
    ...room,
    sessions: { ...room.sessions, check },
    ...{ store, config, now, owner, finds: () => state.finds, break: (broken) => void (state.broken = broken) },
    async signIn(cookie) {
      const before = cookie === undefined ? null : await check({ cookie });
      const replaces = before?.ok ? before.caller : null;
      const { caller, setCookie } = await room.sessions.signIn({ user: owner, ip: "192.0.2.1", userAgent: "", deviceKey: null, replaces });
      return { cookie: cookieOf(setCookie), setCookie, keyId: caller.key.id };
    },
  };
}

/** `name=value` of a Set-Cookie. */
export function cookieOf(setCookie: string): string {
  return setCookie.split(";", 1)[0] ?? "";
}

/** The number behind Max-Age. */
export function maxAgeOf(setCookie: string): number {
  return Number(/Max-Age=(\d+)/.exec(setCookie)?.[1] ?? NaN);
}

export function valueOf(cookie: string): string {
  return findCookies(cookie, cookie.slice(0, cookie.indexOf("=")))[0] ?? "";
}

const defaults: Config = {
  listen: { host: "127.0.0.1", port: 3000 },
  loopbackOnly: true,
  accessUrl: new URL(origin),
  wildcard: "*.apps.latchkey.localhost:3000",
  dataDir: "",
  databaseUrl: "",
  cookieSuffix: "test",
  appCookieScope: "wildcard",
  sessionDurationSeconds: 30 * 86_400,
  sessionAbsoluteDurationSeconds: null,
  refreshDisabled: false,
  secureCookies: false,
  sessionSecrets: ["a-secret-of-the-tests-that-is-long-enough-1"],
  tls: null,
  trustedProxies: [],
  pathApps: false,
  localWorkspace: true,
  terminalPasswordAfterSeconds: null,
  maxSharing: "public",
  maxTokenLifetimeSeconds: 90 * 86_400,
  metricsListen: null,
  keepVerdictsSeconds: 300,
};

/** The store itself, counted, and failing as a database fails when the test says so. */
function observe(real: Store, state: { finds: number; broken: boolean }): Store {
  const failing = <T extends object>(room: T): T =>
    new Proxy(room, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value === "object" && value !== null) return failing(value);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          if (name === "find" && target === real.keys) state.finds += 1;
          if (state.broken && name !== "close")
            return Promise.reject(Object.assign(new Error("down"), { name: "AppError", code: "unavailable", facts: {} }));
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
  return failing(real);
}
