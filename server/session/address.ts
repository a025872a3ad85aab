/** Network addresses as limits see them. */
import { isIPv6 } from "node:net";

/**
 * The name under which an address is limited: an IPv4 address itself, an IPv6 address by its /64 (what one customer holds),
 * an IPv4-mapped IPv6 address as IPv4. Any spelling of one address gives one name.
 */
export function limitName(ip: string): string {
  const bare = (ip.split("%", 1)[0] ?? "").toLowerCase();
  if (!isIPv6(bare)) return bare;
  const groups = expandIPv6(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join(".");
  return networkName(groups, 64);
}

/**
 * The same, and the wider networks that one line may hold: an IPv6 address by its /64, /56 and /48, the narrowest first; any other address by its
 * own name alone.
 */
export function limitNames(ip: string): string[] {
  const name = limitName(ip);
  if (!name.endsWith("::/64")) return [name];
  const groups = expandIPv6((ip.split("%", 1)[0] ?? "").toLowerCase());
  return [name, networkName(groups, 56), networkName(groups, 48)];
}

function networkName(groups: readonly number[], bits: 64 | 56 | 48): string {
  const kept = groups.slice(0, bits === 48 ? 3 : 4).map((group, index) => (bits === 56 && index === 3 ? group & 0xff00 : group));
  return `${kept.map((group) => group.toString(16)).join(":")}::/${bits}`;
}

/** The eight 16-bit groups of a valid IPv6 address. */
function expandIPv6(ip: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip);
  const text = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : ip;
  const [head = "", tail] = text.split("::");
  const read = (part: string) => (part ? part.split(":").map((group) => Number.parseInt(group, 16)) : []);
  const left = read(head);
  const right = tail === undefined ? [] : read(tail);
  return [...left, ...Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right];
}
