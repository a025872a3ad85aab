import { isIP } from "node:net";
import { getDomain } from "tldts";

/**
 * The longest domain that a door and the apps under a wildcard share and for which a browser keeps a cookie; null when there is none.
 * Never a public suffix (`co.uk`), for which no browser keeps one.
 */
export function findSharedDomain(door: string, wildcard: string): string | null {
  if (isIP(door.replace(/^\[|\]$/g, ""))) return null;
  const ofDoor = door.toLowerCase().split(".");
  const ofApps = wildcard.toLowerCase().replace(/:\d+$/, "").split(".").slice(1);
  let shared: string[] = [];
  for (let count = 1; count <= Math.min(ofDoor.length, ofApps.length); count++) {
    const tail = ofDoor.slice(-count);
    if (tail.join(".") === ofApps.slice(-count).join(".")) shared = tail;
  }
  const domain = shared.join(".");
  // What the public suffix list knows nothing of (localhost, a company's own ending) needs two labels, as in browsers.
  return shared.length >= 2 && getDomain(domain, { allowPrivateDomains: true }) !== null ? domain : null;
}
