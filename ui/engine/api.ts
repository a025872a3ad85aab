/**
 * The JSON API from the browser. Knows the three ways a call can fail, and what each means for the session: an answer of the door is a
 * problem; no answer is never a reason to sign anybody out; and "not signed in" first tries the device key.
 */
import { passiveHeader, type Problem } from "#protocol/api.ts";
import { headTooLarge, leaveForCookies } from "./too-large.ts";
import { connected, page } from "./page.ts";
import { isPublicScreen } from "./addresses.ts";
import { leaveForSignIn } from "./leave.ts";
import { proveDevice } from "./resume.ts";

/** The door answered, and the answer is no. Recognise it by `name`, or with `instanceof` inside one bundle. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** Nobody answered, or somebody in between did: no network, a proxy's own 502–504, a captive portal. */
export class ApiUnreachable extends Error {
  override readonly name = "ApiUnreachable";
}

export interface CallOptions {
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** True for what the page asks by itself: it does not count as use of the session. */
  passive?: boolean;
  signal?: AbortSignal;
}

/** A hanging network is no network. Unsafe calls may work longer (argon2 on a small machine, in a queue). */
const timeoutMs = { read: 20_000, write: 60_000 };

/**
 * Calls the API; `path` is like `/session`. Answers the body (undefined for 204). Throws ApiProblem or ApiUnreachable. When the session
 * turns out to be over and cannot be resumed, the page goes to the sign-in screen and the call never settles.
 */
export async function callApi<T>(path: string, options: CallOptions = {}): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const sentAt = Date.now();
    const response = await send(path, options);
    if (response.status === headTooLarge) return leaveForCookies(response.url);
    const body = await readJson(response);
    if (response.ok && (body !== null || response.status === 204)) {
      page.connection.set(connected);
      return (body ?? undefined) as T;
    }
    const problem = isProblem(body) ? body : null;
    if (!problem) throw unreachable(response.status >= 502 && response.status <= 504 ? "unavailable" : "offline");
    // By its code: a machine that is offline is a 503 as well, of a door that answers.
    if (problem.code === "unavailable") notOnline("unavailable");
    else page.connection.set(connected);
    if (!isSessionOver(problem) || isPublicScreen(location.pathname)) throw new ApiProblem(problem);
    const at = problem.code === "session_conflict" ? new URL(`/api/v1${path}`, location.origin).pathname : undefined;
    const why = await resumeOrWhy(problem, attempt, sentAt, at);
    if (!why) continue;
    await leaveForSignIn(why, at);
    return new Promise<never>(() => {});
  }
}

/** Null when the session is back. Throws ApiUnreachable when that could not be found out. */
async function resumeOrWhy(
  problem: Problem,
  attempt: number,
  sentAt: number,
  at?: string,
): Promise<Parameters<typeof leaveForSignIn>[0] | null> {
  // The door gave the cookie back, and the next request was without it again.
  if (attempt > 0) return problem.code === "no_session" ? { code: "cookie_refused" } : problem;
  const outcome = await proveDevice(sentAt, at);
  if (outcome.kind === "resumed") return null;
  if (outcome.kind === "unavailable") throw unreachable(outcome.status === 0 ? "offline" : "unavailable");
  return outcome.kind === "refused" && outcome.problem.reason && at === undefined ? outcome.problem : problem;
}

async function send(path: string, { method = "GET", body, passive, signal }: CallOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(method === "GET" ? timeoutMs.read : timeoutMs.write);
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      // The API never redirects; what does is in between us and the door.
      redirect: "error",
      cache: "no-store",
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...(passive && { [passiveHeader]: "1" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable("offline");
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.headers.get("content-type")?.includes("json")) return null;
  return response.json().catch(() => null);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "status" in body;
}

function isSessionOver({ status, code }: Problem): boolean {
  return status === 401 && ["no_session", "session_expired", "session_revoked", "session_conflict", "user_suspended"].includes(code);
}

function unreachable(state: "offline" | "unavailable"): ApiUnreachable {
  notOnline(state);
  return new ApiUnreachable(state === "offline" ? "The door cannot be reached." : "The door is not answering.");
}

function notOnline(state: "offline" | "unavailable"): void {
  const before = page.connection.get();
  if (before.state !== state) page.connection.set({ state, since: before.since ?? Date.now() });
}
