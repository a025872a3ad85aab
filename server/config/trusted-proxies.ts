import { BlockList, isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { quote } from "./error.ts";

/** A comma list of addresses and CIDR blocks. */
export const trustedProxies = z.string().transform((text, context): readonly string[] => {
  const entries = text.split(",").map((entry) => entry.trim());
  const wrong = entries.find((entry) => !parse(entry));
  if (wrong === undefined) return entries;
  context.addIssue({
    code: "custom",
    message: `holds ${quote(wrong)}, which is neither an address nor a CIDR block; give a list such as 127.0.0.1,10.0.0.0/8,fd00::/8.`,
  });
  return z.NEVER;
});

/** Answers whether a peer (a socket's remoteAddress) is one of `Config.trustedProxies`. IPv4 in IPv6 spelling counts as IPv4. */
export function createProxyTrust(entries: readonly string[]): (peer: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const block = parse(entry);
    if (block) list.addSubnet(block.address, block.prefix, block.family);
  }
  return (peer) => {
    const address = peer.replace(/%.*$/, "");
    return (isIPv4(address) || isIPv6(address)) && list.check(address, familyOf(address));
  };
}

function parse(entry: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } | null {
  const [address = "", prefixText, ...more] = entry.split("/");
  if (more.length > 0 || !(isIPv4(address) || (isIPv6(address) && !address.includes("%")))) return null;
  const most = isIPv4(address) ? 32 : 128;
  const prefix = prefixText === undefined ? most : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Infinity;
  return prefix <= most ? { address, prefix, family: familyOf(address) } : null;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}
