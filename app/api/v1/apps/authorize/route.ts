import { AppError } from "#server/errors.ts";
import { answerAnybody, refuseMethod } from "../../../answer.ts";

/** Step 2 of the hand-over: who is signed in goes back to the app host with a code for it and for the browser that holds the nonce. */
export const GET = answerAnybody({}, async ({ rooms, exchange, request }) => {
  const { searchParams, pathname, search } = new URL(request.url);
  const state = searchParams.get("state") ?? "";
  const way = await rooms.authorize.requireApp(searchParams.get("redirect_uri") ?? "");
  if (!/^[\w-]{43}$/.test(state)) throw new AppError("bad_request", { field: "state", detail: "This is no state of a hand-over." });
  // A person going there, not a script asking: only a navigation may carry a code.
  const mode = request.headers.get("sec-fetch-mode");
  if (mode !== null && mode !== "navigate")
    throw new AppError("forbidden", { detail: "Open the app itself; this address is only passed through." });
  const { verdict } = exchange;
  if (!verdict.ok || verdict.caller.via !== "cookie") {
    // What is planted on this path alone is seen by no page: the sign-in page expires it.
    const at = !verdict.ok && verdict.code === "session_conflict" ? `&at=${encodeURIComponent(pathname)}` : "";
    return goTo(`/sign-in?next=${encodeURIComponent(pathname + search)}${at}`);
  }
  const { location, setCookie } = await rooms.authorize.send(verdict.caller, way, state);
  if (setCookie) exchange.setCookie(setCookie);
  return goTo(location);
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };

function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
}
