/** Where an app listens: an http or https URL of its own workspace's loopback, and nothing else (a gateway that dials anywhere is an SSRF). */

export interface AppPlace {
  /** `localhost` where both loopback addresses may be meant. */
  host: string;
  port: number;
  tls: boolean;
  /** Where the app opens: path and query. */
  path: string;
}

export type ReadUrl = { ok: true; place: AppPlace } | { ok: false; problem: string };

export function readAppUrl(text: string): ReadUrl {
  if (text.length > 2_000 || !URL.canParse(text)) return bad("Write a whole URL, such as http://127.0.0.1:3000.");
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return bad("Only http and https can be opened.");
  if (username !== "" || password !== "") return bad("Leave user name and password out of the URL.");
  if (hash !== "") return bad("Leave the part after # out of the URL.");
  if (!isLoopback(hostname)) return bad("The host must be this workspace's own loopback: 127.0.0.1, [::1] or localhost.");
  const tls = protocol === "https:";
  return {
    ok: true,
    place: { host: dialled(hostname), port: port === "" ? (tls ? 443 : 80) : Number(port), tls, path: pathname + search },
  };
}

/** The URL parser has normalised every other spelling of these (`127.1`, `0x7f000001`, `[0:0::1]`). */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function dialled(hostname: string): string {
  return hostname === "[::1]" ? "::1" : hostname;
}

function bad(problem: string): ReadUrl {
  return { ok: false, problem };
}
