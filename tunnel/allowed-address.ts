/**
 * Addresses that a server tells of, and that are dialled because of it. Guards the machine that dials, and its network: encrypted beyond loopback,
 * and never an address that means this machine's own network equipment or cloud (link-local, metadata), whether it is written down or a name
 * resolves to it. Names are looked at when they are dialled: what they resolve to may change.
 */
import { BlockList, isIP, type LookupFunction } from "node:net";
import { lookupDoor } from "./lookup.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

const forbidden = new BlockList();
// Unspecified (RFC 1122 §3.2.1.3): on Linux it is this machine itself.
forbidden.addSubnet("0.0.0.0", 8);
forbidden.addAddress("::", "ipv6");
// Link-local (RFC 3927, RFC 4291 §2.5.6), where most clouds have their metadata, and the same through NAT64 (RFC 6052).
forbidden.addSubnet("169.254.0.0", 16);
forbidden.addSubnet("fe80::", 10, "ipv6");
forbidden.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
// Metadata elsewhere: AWS, Alibaba, Oracle, Azure.
forbidden.addAddress("fd00:ec2::254", "ipv6");
forbidden.addAddress("100.100.100.200");
forbidden.addAddress("192.0.0.192");
forbidden.addAddress("168.63.129.16");
// Multicast and broadcast.
forbidden.addSubnet("224.0.0.0", 4);
forbidden.addAddress("255.255.255.255");
forbidden.addSubnet("ff00::", 8, "ipv6");

const isIn = (list: BlockList, address: string) => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** One sentence on why nothing is dialled there; null: it may be. Of a name, what it resolves to is looked at by `lookupAllowed`. */
export function findAddressProblem(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isAddress = isIP(host) !== 0;
  if (url.protocol !== "https:" && url.protocol !== "http:") return "An address begins with https://.";
  if (isAddress && isIn(forbidden, host)) return `${host} is a link-local, metadata or unspecified address, and is never dialled.`;
  const isHere = isAddress ? isIn(loopback, host) : /(^|\.)localhost$/i.test(host);
  if (url.protocol === "http:" && !isHere) return "Beyond the machine itself an address begins with https://.";
  return null;
}

/** As `lookupDoor`, without addresses that are never dialled: a name that has no other fails with `EADDRNOTAVAIL`. */
export const lookupAllowed: LookupFunction = (hostname, options, give) => {
  lookupDoor(hostname, { ...options, all: true }, (error, found) => {
    if (error) return give(error, options.all ? [] : "");
    const all = Array.isArray(found) ? found : [];
    const allowed = all.filter(({ address }) => !isIn(forbidden, address));
    const [first] = allowed;
    const refusal = Object.assign(new Error(`${hostname} is at an address that is never dialled.`), { code: "EADDRNOTAVAIL" });
    if (!first) give(refusal, options.all ? [] : "");
    else if (options.all) give(null, allowed);
    else give(null, first.address, first.family);
  });
};
