/** The caller's address. X-Forwarded-For is believed from trusted proxies only, from right to left, up to the first hop that is not one. */
import { BlockList, isIP } from "node:net";
import type { IncomingMessage } from "node:http";

/** `trusted`: addresses and CIDR blocks. The answer is an address without brackets, zone or IPv4-mapping. */
export function createClientAddress(trusted: readonly string[]): (request: IncomingMessage) => string {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (ip: string) => list.check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4");
  return (request) => {
    let current = plain(request.socket.remoteAddress ?? "");
    if (trusted.length === 0) return current;
    const hops = [request.headers["x-forwarded-for"] ?? []]
      .flat()
      .join(",")
      .split(",")
      .map((hop) => plain(hop.trim()));
    while (isIP(current) && isTrusted(current)) {
      const before = hops.pop();
      if (!before || !isIP(before)) break;
      current = before;
    }
    return current;
  };
}

function plain(address: string): string {
  const bare = address.replace(/^\[|\](:\d+)?$/g, "").replace(/%.*$/, "");
  return bare.toLowerCase().startsWith("::ffff:") && bare.includes(".") ? bare.slice(7) : bare;
}
