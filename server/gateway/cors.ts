/**
 * CORS between a person's own apps: a front end on one port and its API on another, which do not know each other's hosts and need not.
 * The gateway answers the preflight and lets the sibling read; an app that speaks CORS itself is left alone (`passthrough`).
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** How long a browser may go by one preflight, seconds. Short: sharing may be taken back. */
const preflightMaxAgeSeconds = 600;

/** A preflight carries no cookie, so it is answered before anybody is asked to sign in (fetch standard, "CORS-preflight fetch"). */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  response.writeHead(204, {
    ...corsHeaders(headers),
    "access-control-allow-methods": String(headers["access-control-request-method"]),
    ...(headers["access-control-request-headers"] !== undefined && {
      "access-control-allow-headers": headers["access-control-request-headers"],
    }),
    ...(headers["access-control-request-private-network"] === "true" && { "access-control-allow-private-network": "true" }),
    "access-control-max-age": String(preflightMaxAgeSeconds),
    "content-length": 0,
  });
  response.end();
}

/** What lets the asking sibling read an answer, with its cookies. */
export function corsHeaders({ origin = "" }: IncomingHttpHeaders): Record<string, string> {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
  };
}

/** Raw pairs of an app's answer with the gateway's word on who may read it instead of the app's own. */
export function letSiblingRead(raw: readonly string[], origin: string): string[] {
  const passed: string[] = [];
  const exposed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    if (/^access-control-/i.test(name)) continue;
    passed.push(name, value);
    if (/^[\w-]+$/.test(name)) exposed.push(name);
  }
  // `*` means nothing with credentials, so each header is named.
  const names = [...new Set(exposed.map((name) => name.toLowerCase()))].filter((name) => name !== "set-cookie");
  passed.push("Access-Control-Allow-Origin", origin, "Access-Control-Allow-Credentials", "true", "Vary", "Origin");
  if (names.length > 0) passed.push("Access-Control-Expose-Headers", names.join(", "));
  return passed;
}
