import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

export interface ListenAddress {
  /** An IP address or a host name; IPv6 without brackets. */
  host: string;
  port: number;
}

const cure = "give host:port, such as 127.0.0.1:3000, [::1]:3000 or 0.0.0.0:3000 (every address)";

/** `host:port` to listen on; port 0 takes a free one. `localhost` and everything under it is 127.0.0.1 (RFC 6761). */
export const listenAddress = z.string().transform((text, context): ListenAddress => {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]\s/]+)):(\d{1,5})$/.exec(text);
  const host = (parts?.[1] ?? parts?.[2] ?? "").toLowerCase();
  const port = Number(parts?.[3]);
  const hostIsValid = parts?.[1] === undefined ? isIPv4(host) || isHostName(host) : isIPv6(host);
  if (!parts || !hostIsValid || port > 65_535) {
    context.addIssue({ code: "custom", message: `is not an address to listen on; ${cure}.` });
    return z.NEVER;
  }
  return { host: isLocalhostName(host) ? "127.0.0.1" : host, port };
});

/** True when only this machine can reach a listener on this address. Whatever is not known to be loopback is not. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return (
    isLocalhostName(bare) || (isIPv4(bare) && bare.startsWith("127.")) || bare === "::1" || /^::ffff:(127\.|7f[0-9a-f]{2}:)/.test(bare)
  );
}

/** `localhost` and every name under it: loopback by RFC 6761, whatever the resolver says. */
export function isLocalhostName(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

/** Whole labels of letters, digits and inner hyphens, the last one not a number (that would be a mistyped IPv4 address). */
export function isHostName(host: string): boolean {
  const labels = host.split(".");
  return (
    host.length <= 253 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "")
  );
}
