import { AppError } from "#server/errors.ts";
import { answerAnybody, refuseMethod } from "../../../answer.ts";

/** Step 2 of the hand-over: who is signed in goes back to the app host with a code for it and for the browser that holds the nonce. */
export const GET = answerAnybody({}, async ({ rooms, exchange, request }) => {
  const { searchParams, pathname, search } = new URL(request.url);
  const target = searchParams.get("redirect_uri") ?? "";
  const state = searchParams.get("state") ?? "";
  const host = hostUnderWildcard(target, rooms.config.accessUrl.protocol, (given) => rooms.apps.hosts?.labelOf(given) ?? null);
  if (host === null || !/^[\w-]{43}$/.test(state)) {
    throw new AppError("bad_request", { field: "redirect_uri", detail: "This is not the address of an app behind this door." });
  }
  // A person going there, not a script asking: only a navigation may carry a code.
  const mode = request.headers.get("sec-fetch-mode");
  if (mode !== null && mode !== "navigate")
    throw new AppError("forbidden", { detail: "Open the app itself; this address is only passed through." });
  const { verdict } = exchange;
  if (!verdict.ok || verdict.caller.via !== "cookie") return goTo(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  const { code, setCookie } = await rooms.handOverCodes.create(verdict.caller.key.id, { host, state });
  if (setCookie) exchange.setCookie(setCookie);
  // Appended to the text as it came: the app's own query stays as it is, to the byte.
  return goTo(`${target}${target.includes("?") ? "&" : "?"}latchkey_code=${encodeURIComponent(code)}&latchkey_state=${state}`);
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };

function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
}

/** The host, port included, when the URL is of this door's scheme and under its wildcard; else null. */
function hostUnderWildcard(target: string, scheme: string, labelOf: (host: string) => string | null): string | null {
  if (!URL.canParse(target) || /[\s\\\x00-\x1f#]/.test(target)) return null;
  const { protocol, host, username, password } = new URL(target);
  return protocol === scheme && username === "" && password === "" && labelOf(host) !== null ? host : null;
}
