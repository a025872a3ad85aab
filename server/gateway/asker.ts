/**
 * Whose page sent a request. All app hosts of one wildcard are one site to a browser, so its SameSite rules do not keep one person's apps
 * from another's: this does. Guards: a request that another person's app (or any page outside) makes its visitor's browser send is nobody's,
 * exactly as if the cookie had not been sent.
 */
import type { IncomingMessage } from "node:http";
import type { AppHosts } from "./app-hosts.ts";
import { parseLabel } from "./label.ts";

/** `own`: the app itself, or a person going there. `sibling`: another app of the same owner. `foreign`: everybody else. */
export type Asker = "own" | "sibling" | "foreign";

export function createFindAsker({ hosts, scheme }: { hosts: AppHosts; scheme: string }) {
  return ({ headers }: Pick<IncomingMessage, "headers">, host: string, owner: string): Asker => {
    const { origin } = headers;
    // Browsers send Origin with everything that changes something and with every readable fetch. What comes without is a person going
    // somewhere, or a picture or script, which a page may embed but not read.
    if (origin === undefined || origin === `${scheme}//${host}`) return "own";
    // A page that sends no referrer sends `Origin: null` to itself too; only the browser can write this header.
    if (headers["sec-fetch-site"] === "same-origin") return "own";
    if (!origin.startsWith(`${scheme}//`)) return "foreign";
    const label = hosts.labelOf(origin.slice(scheme.length + 2));
    return label !== null && parseLabel(label)?.user === owner ? "sibling" : "foreign";
  };
}

/** A person going somewhere in a window or frame, as opposed to a script fetching something. */
export function isNavigation({ method, headers }: IncomingMessage): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const mode = headers["sec-fetch-mode"];
  if (mode !== undefined) return mode === "navigate";
  return (headers.accept ?? "").includes("text/html");
}
