/**
 * The closed list of everything that can go wrong in a way a caller is told about.
 * One row per code: the HTTP status and the public text. What is not in this list is `internal`.
 */
const table = {
  bad_request: { status: 400, title: "The request is not valid." },
  weak_password: { status: 400, title: "This password is too easy to guess." },
  no_session: { status: 401, title: "Not signed in." },
  session_expired: { status: 401, title: "The session has expired." },
  session_revoked: { status: 401, title: "The session was ended." },
  session_conflict: { status: 401, title: "Cookies of two accounts were found." },
  user_suspended: { status: 401, title: "This person is suspended." },
  invalid_credentials: { status: 401, title: "E-mail or password is wrong." },
  invalid_token: { status: 401, title: "The token is not valid." },
  cross_origin: { status: 403, title: "The request comes from another site." },
  setup_code: { status: 403, title: "The set-up code is missing or wrong." },
  scope_missing: { status: 403, title: "The key has no scope for this." },
  forbidden: { status: 403, title: "Not allowed." },
  wrong_password: { status: 403, title: "The current password is wrong." },
  password_needed: { status: 403, title: "Enter your password again to go on." },
  not_found: { status: 404, title: "Not found." },
  method_not_allowed: { status: 405, title: "This method is not allowed here." },
  setup_done: { status: 409, title: "This door is already set up." },
  email_taken: { status: 409, title: "This e-mail is taken." },
  name_taken: { status: 409, title: "This name is taken." },
  declared_in_file: { status: 409, title: "This is declared in latchkey.yaml, and changed there." },
  too_many_terminals: { status: 409, title: "This machine has as many terminals as it takes." },
  payload_too_large: { status: 413, title: "The request is too large." },
  unsupported_media_type: { status: 415, title: "Send application/json." },
  misdirected: { status: 421, title: "This door does not answer for this host." },
  rate_limited: { status: 429, title: "Too many attempts." },
  internal: { status: 500, title: "Something failed inside the door." },
  terminal_failed: { status: 502, title: "The machine could not do this." },
  busy: { status: 503, title: "Too many passwords are being checked at once." },
  workspace_offline: { status: 503, title: "The machine is offline." },
  unavailable: { status: 503, title: "The database is not answering. You are still signed in." },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof table;

/** Public facts that may go with a code, into the problem document and its headers. */
export interface ErrorFacts {
  /** One sentence for the person: what happened and what to do. */
  detail?: string;
  /** Seconds until another try makes sense; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Name of the field or setting at fault. */
  field?: string;
  /** When the session ended, ISO 8601. */
  endedAt?: string;
  /** Why the session ended, one of the end reasons of the key. */
  reason?: string;
}

/** An expected failure with a code of the closed list. `cause` stays inside and goes to the log only. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}, cause?: unknown) {
    super(facts.detail ?? table[code].title, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}

/**
 * Recognises an AppError by its code. Never by `instanceof`: the server and Next's bundle hold separate copies of this module.
 */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error && typeof error.code === "string" && error.code in table;
}

/**
 * Whether something failed because who asked has gone away: a page that was left, an upload that was broken off. No error of ours, and nothing that
 * an operator can act on. Looks at causes as well.
 */
export function isClientGone(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth += 1) {
    const code = "code" in cause ? String(cause.code) : "";
    if (clientGoneCodes.has(code) || (cause.name === "AbortError" && depth === 0)) return true;
  }
  return false;
}

const clientGoneCodes = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE", "ERR_STREAM_DESTROYED", "ABORT_ERR"]);

/** The HTTP status of a code. */
export function statusOf(code: ErrorCode): number {
  return table[code].status;
}

/** The public title of a code: says nothing that a stranger may not know. */
export function titleOf(code: ErrorCode): string {
  return table[code].title;
}

/** The body of an `application/problem+json` answer (RFC 9457) with our stable `code`. */
export function presentProblem(error: AppError): { type: string; title: string; status: number; code: ErrorCode } & ErrorFacts {
  return { type: "about:blank", title: titleOf(error.code), status: statusOf(error.code), code: error.code, ...error.facts };
}
