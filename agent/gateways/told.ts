/** What a door tells of its gateways, read: it may be another version. */
import type { Readable } from "node:stream";
import type { GatewaysTold, ProxyAddress } from "#protocol/tunnel.ts";

const longestLine = 256 * 1024;

/** Calls `heard` for every line of `from`. What says nothing we know is passed over. */
export function readGateways(from: Readable, heard: (told: GatewaysTold) => void): void {
  let rest = "";
  from.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) from.destroy();
    for (const line of lines) {
      const told = parse(line);
      if (told) heard(told);
    }
  });
}

function parse(line: string): GatewaysTold | null {
  try {
    const { replica, others, proxies } = JSON.parse(line) as Record<string, unknown>;
    if (typeof replica !== "string" || !Array.isArray(others) || !Array.isArray(proxies)) return null;
    return { replica, others: others.filter((id) => typeof id === "string"), proxies: proxies.filter(isProxy) };
  } catch {
    return null;
  }
}

function isProxy(given: unknown): given is ProxyAddress {
  if (typeof given !== "object" || given === null) return false;
  const { id, url } = given as Record<string, unknown>;
  return typeof id === "string" && typeof url === "string" && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
