/** What `latchkey serve` was told, parsed once. The one reader of flags and environment is config/read.ts; everything else gets this. */
export interface Config {
  /** Address to listen on, as host and port; port 0 takes a free one. */
  listen: { host: string; port: number };
  /** True when only this machine can reach the listener. */
  loopbackOnly: boolean;
  /** Origin and URL of the door, no trailing slash: `http://latchkey.localhost:3000`. */
  accessUrl: URL;
  /** `*.apps.latchkey.localhost:3000` or null. Lower case, port included where the access URL has one. */
  wildcard: string | null;
  dataDir: string;
  databaseUrl: string;
  cookieSuffix: string;
  /** One app cookie for the whole wildcard, or one for every app host. */
  appCookieScope: "wildcard" | "host";
  sessionDurationSeconds: number;
  sessionAbsoluteDurationSeconds: number | null;
  refreshDisabled: boolean;
  secureCookies: boolean;
  /** First seals, all unseal. Each at least 32 characters. */
  sessionSecrets: readonly [string, ...string[]];
  tls: { certFile: string; keyFile: string } | null;
  /** CIDR blocks or addresses whose X-Forwarded-* is believed. */
  trustedProxies: readonly string[];
  pathApps: boolean;
  localWorkspace: boolean;
  /** After how long without opening or typing in one a device is asked for the password before terminals; null: never. */
  terminalPasswordAfterSeconds: number | null;
  /** The most that anybody may share here. */
  maxSharing: "owner" | "authenticated" | "public";
  /** The most that a token made by a person lives. */
  maxTokenLifetimeSeconds: number;
  metricsListen: { host: string; port: number } | null;
  /** How long what is open stays open while the database cannot be asked whether its session has ended. */
  keepVerdictsSeconds: number;
}

export { ConfigError, isConfigError } from "./config/error.ts";
export { readProxyConfig, type ProxyConfig } from "./config/read-proxy.ts";
export { readConfig, readSettings, readStorePlace } from "./config/read.ts";
export type { Settings } from "./config/read.ts";
export { environment, refuseUnknownVariables } from "./config/given.ts";
export type { Env } from "./config/given.ts";
export { proxySettings, settings, variableOf } from "./config/settings.ts";
export { nearest } from "./config/nearest.ts";
export { isLocalhostName, isLoopbackHost } from "./config/address.ts";
export { wildcardMatches } from "./config/wildcard.ts";
