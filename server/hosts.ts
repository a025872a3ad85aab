/**
 * Which Host headers are ours. Guards against DNS rebinding: a name that nobody gave this door is answered 421, without a cookie.
 * Trusts: only names of the configuration. Compares whole authorities, never suffixes.
 */
import type { Config } from "./config.ts";

export type Door = {
  /** `door`: the access URL itself. `alias`: localhost or a loopback address of a door that listens on loopback. */
  kind: "door" | "alias";
  /** `http://host[:port]` as a browser writes it. */
  origin: string;
};

export interface Hosts {
  /** The access URL's origin first, then the aliases'. */
  readonly origins: readonly string[];
  /** The door a Host header is for; null for every other host. */
  findDoor(host: string | undefined): Door | null;
}

export function createHosts(config: Pick<Config, "accessUrl" | "loopbackOnly" | "listen" | "tls">): Hosts {
  const { accessUrl, loopbackOnly, listen, tls } = config;
  const byHost = new Map<string, Door>();
  if (loopbackOnly) {
    const scheme = tls ? "https" : "http";
    for (const name of ["localhost", "127.0.0.1", "[::1]"]) {
      const origin = new URL(`${scheme}://${name}:${listen.port}`).origin;
      byHost.set(new URL(origin).host, { kind: "alias", origin });
    }
  }
  byHost.set(accessUrl.host, { kind: "door", origin: accessUrl.origin });
  const defaultPort = accessUrl.protocol === "https:" ? ":443" : ":80";
  return {
    origins: [accessUrl.origin, ...[...byHost.values()].map((door) => door.origin).filter((origin) => origin !== accessUrl.origin)],
    findDoor(host) {
      if (!host) return null;
      const name = host.toLowerCase();
      return byHost.get(name) ?? byHost.get(name.endsWith(defaultPort) ? name.slice(0, -defaultPort.length) : name) ?? null;
    },
  };
}
