/**
 * What a page may know of its request: the one user of server-only and next/headers.
 * Trusts: the dispatcher, which has checked the session before Next saw the request; asks nothing twice.
 * Refuses: to render a signed-in page for nobody, whatever way the request took to it.
 */
import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import type { SessionView } from "#protocol/api.ts";
import { isAppError } from "#server/errors.ts";
import { runtime, type Runtime } from "#server/runtime.ts";
import type { Caller } from "#server/session.ts";

/** The signed-in person behind this request. Leads to the sign-in screen when there is none. */
export async function requireSession(): Promise<{ caller: Caller; rooms: Runtime }> {
  await connection();
  const rooms = runtime();
  const { verdict } = rooms.exchange();
  if (!verdict.ok) redirect("/sign-in");
  return { caller: verdict.caller, rooms };
}

/** The caller's session for a screen to start with; without its device when the database does not answer. */
export async function presentSession({ caller, rooms }: { caller: Caller; rooms: Runtime }): Promise<SessionView> {
  return (await unlessUnavailable(rooms.sessions.present(caller))) ?? rooms.sessions.presentWithoutDevice(caller);
}

/** Undefined when the database does not answer: the screen then shows what this browser knew last, and says so. */
export async function unlessUnavailable<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAppError(error) && error.code === "unavailable") return undefined;
    throw error;
  }
}

/** The nonce that this document's Content-Security-Policy names; the dispatcher hands it on in a request header. */
export async function findNonce(): Promise<string | undefined> {
  const policy = (await headers()).get("content-security-policy");
  return policy?.match(/'nonce-([^']+)'/)?.[1];
}

/** What the browser calls itself. */
export async function findUserAgent(): Promise<string> {
  return (await headers()).get("user-agent") ?? "";
}
