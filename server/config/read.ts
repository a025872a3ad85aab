/**
 * From flags and environment to one Config, or one ConfigError. Each value is parsed by a schema of its own; here they meet, and
 * what contradicts is refused.
 */
import { z } from "zod";
import type { Config } from "../config.ts";
import { accessUrl } from "./access-url.ts";
import { isLoopbackHost, listenAddress } from "./address.ts";
import { cookieSuffix, suffixOfOrigin } from "./cookie-suffix.ts";
import { dataDirOf, openDataDir, requireOwnDatabase } from "./data-dir.ts";
import { databaseUrl } from "./database-url.ts";
import { duration } from "./duration.ts";
import { ConfigError } from "./error.ts";
import { gather, type Env, type Given } from "./given.ts";
import { fromOf, onOff, reader, readKeepVerdicts, readWildcard, unlessNone } from "./reader.ts";
import { openSessionSecrets, sessionSecrets } from "./session-secrets.ts";
import { tlsFilesOf } from "./tls.ts";
import { trustedProxies } from "./trusted-proxies.ts";

/** A Config before the data directory is touched: `sessionSecrets` is null where the file in it is to be used. */
export type Settings = Omit<Config, "sessionSecrets"> & { sessionSecrets: Config["sessionSecrets"] | null };

export interface ReadInput {
  /** What follows `latchkey serve`. */
  argv: readonly string[];
  env: Env;
  /** The port that was taken for port 0: stands for it in `listen` and in the default access URL. */
  boundPort?: number;
}

/**
 * Reads and checks everything, makes the data directory and, at the first start, the session secrets in it.
 * Throws ConfigError: one line that names the setting and the cure.
 */
export function readConfig(input: ReadInput): Config {
  const settings = readSettings(input);
  openDataDir(settings.dataDir, "--data-dir");
  requireOwnDatabase(settings.databaseUrl, "--database-url");
  return { ...settings, sessionSecrets: settings.sessionSecrets ?? openSessionSecrets(settings.dataDir) };
}

/** The same without touching the data directory: for those who only look. Throws ConfigError. */
export function readSettings({ argv, env, boundPort }: ReadInput): Settings {
  const given = gather({ argv, env });
  const read = reader(given);
  const asked = read("http-address", listenAddress) ?? { host: "127.0.0.1", port: 3000 };
  const listen = { host: asked.host, port: asked.port || (boundPort ?? 0) };
  const loopbackOnly = isLoopbackHost(listen.host);
  const tls = tlsFilesOf(given["tls-cert-file"], given["tls-key-file"]);
  const givenUrl = read("access-url", accessUrl);
  if (!givenUrl && !loopbackOnly)
    throw new ConfigError(
      "--access-url",
      `is required when listening beyond loopback (${listen.host}); give the origin that people open, such as https://door.example.com.`,
    );
  const url = givenUrl ?? new URL(`${tls ? "https" : "http"}://latchkey.localhost:${listen.port}`);
  if (tls && url.protocol === "http:")
    throw new ConfigError(
      fromOf(given, "access-url"),
      "is http, but a TLS certificate is given; make it https or leave the certificate out.",
    );
  const dataDir = dataDirOf(given["data-dir"], env);
  return {
    listen,
    loopbackOnly,
    accessUrl: url,
    wildcard: readWildcard(given, url, givenUrl === undefined),
    dataDir,
    databaseUrl: read("database-url", databaseUrl) ?? `file:${dataDir}/latchkey.db`,
    cookieSuffix: read("cookie-suffix", cookieSuffix) ?? suffixOfOrigin(url.origin),
    appCookieScope: read("app-cookie-scope", appCookieScope) ?? "wildcard",
    ...readDurations(given),
    refreshDisabled: read("disable-session-expiry-refresh", onOff) ?? false,
    secureCookies: readSecureCookies(given, url),
    sessionSecrets: read("session-secrets", sessionSecrets) ?? null,
    tls,
    trustedProxies: unlessNone(given, "trusted-proxies", trustedProxies) ?? [],
    pathApps: read("path-apps", onOff) ?? false,
    localWorkspace: read("local-workspace", onOff) ?? loopbackOnly,
    terminalPasswordAfterSeconds: unlessNone(given, "terminal-password-after", duration("10s", "400d"), "off") ?? null,
    maxSharing: read("max-sharing", maxSharing) ?? "public",
    maxTokenLifetimeSeconds: read("max-token-lifetime", duration("60s", "400d")) ?? 90 * 86_400,
    metricsListen: readMetricsAddress(given, asked),
    keepVerdictsSeconds: readKeepVerdicts(given),
  };
}

/** Where the database is, for commands that work on it directly: takes only `--data-dir` and `--database-url`. Throws ConfigError. */
export function readStorePlace({ argv, env }: ReadInput): { dataDir: string; databaseUrl: string } {
  const given = gather({ argv, env, only: ["data-dir", "database-url"] });
  const dataDir = dataDirOf(given["data-dir"], env);
  openDataDir(dataDir, fromOf(given, "data-dir"), { asRoot: true });
  const url = reader(given)("database-url", databaseUrl) ?? `file:${dataDir}/latchkey.db`;
  requireOwnDatabase(url, fromOf(given, "database-url"), { asRoot: true });
  return { dataDir, databaseUrl: url };
}

const appCookieScope = z.enum(["wildcard", "host"], "is neither wildcard nor host.");
const maxSharing = z.enum(["owner", "authenticated", "public"], "is no level of sharing; give owner, authenticated or public.");
const secureWords = z.enum(["auto", "on", "off"], { error: "is not a choice; give auto, on or off." });

/** Left to its default, a session never outlives the absolute duration; asked for both, they must agree. */
function readDurations(given: Given): Pick<Config, "sessionDurationSeconds" | "sessionAbsoluteDurationSeconds"> {
  const asked = reader(given)("session-duration", duration("10s", "400d"));
  const absolute = unlessNone(given, "session-absolute-duration", duration("10s", "36500d")) ?? null;
  if (asked !== undefined && absolute !== null && absolute < asked) {
    throw new ConfigError(fromOf(given, "session-absolute-duration"), "is shorter than --session-duration; raise it or lower the other.");
  }
  return { sessionDurationSeconds: asked ?? Math.min(30 * 86_400, absolute ?? Infinity), sessionAbsoluteDurationSeconds: absolute };
}

/** `on` over plain http is refused except on loopback, where Chromium and Firefox do keep Secure cookies (Safari does not). */
function readSecureCookies(given: Given, url: URL): boolean {
  const choice = reader(given)("secure-cookies", secureWords) ?? "auto";
  if (choice === "auto") return url.protocol === "https:";
  if (choice === "on" && url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    throw new ConfigError(
      fromOf(given, "secure-cookies"),
      "is on, but the access URL is http, where no browser keeps such a cookie; give auto, or an https --access-url.",
    );
  }
  return choice === "on";
}

function readMetricsAddress(given: Given, listen: Config["listen"]): Config["metricsListen"] {
  const metrics = unlessNone(given, "metrics-address", listenAddress) ?? null;
  if (metrics && metrics.port !== 0 && metrics.port === listen.port && metrics.host === listen.host) {
    throw new ConfigError(fromOf(given, "metrics-address"), "is the door's own --http-address; give another port.");
  }
  return metrics;
}
