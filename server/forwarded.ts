/**
 * Who a request comes from and which host it was for, when proxies stand in between. Guards: X-Forwarded-* is believed from trusted proxies
 * only (SEC-09, SEC-54), the hops from right to left up to the first that is not one. From everybody else those headers are just bytes.
 */
import { BlockList, isIP } from "node:net";
import type { IncomingMessage } from "node:http";

export interface Forwarded {
  /** The caller's address, without brackets, zone or IPv4-mapping. */
  addressOf(request: IncomingMessage): string;
  /** The host the request was for: `X-Forwarded-Host` of a trusted proxy, else `Host`. */
  hostOf(request: IncomingMessage): string | undefined;
}

/** `trusted`: addresses and CIDR blocks. */
export function createForwarded(trusted: readonly string[]): Forwarded {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (ip: string) => list.check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4");
  const peerOf = (request: IncomingMessage) => plain(request.socket.remoteAddress ?? "");
  return {
    addressOf(request) {
      let current = peerOf(request);
      if (trusted.length === 0) return current;
      const hops = listOf(request.headers["x-forwarded-for"]).map(plain);
      while (isIP(current) && isTrusted(current)) {
        const before = hops.pop();
        if (!before || !isIP(before)) break;
        current = before;
      }
      return current;
    },
    hostOf(request) {
      const given = listOf(request.headers["x-forwarded-host"]);
      const peer = peerOf(request);
      if (given.length === 0 || !isIP(peer) || !isTrusted(peer)) return request.headers.host;
      return given[0];
    },
  };
}

function listOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((value) => value.split(","))
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function plain(address: string): string {
  const bare = address.replace(/^\[|\](:\d+)?$/g, "").split("%", 1)[0] ?? "";
  return bare.toLowerCase().startsWith("::ffff:") && bare.includes(".") ? bare.slice(7) : bare;
}
