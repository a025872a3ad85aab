/**
 * The one place where what a database says becomes what a door may say (SEC-18).
 *
 * Guards every call of the store: text that a database refuses is `bad_request` on each of them before it is asked (G13); an AppError passes, everything else, and an answer that takes too long, is `unavailable` with the cause
 * inside. Nothing that fails here can be read as "there is no such session".
 */
import { findUnstorable, unstorableDetail } from "#protocol/storable.ts";
import { AppError, isAppError } from "#server/errors.ts";
import type { Log } from "#server/log.ts";

/** Seconds after which a caller may try again; sent as `Retry-After`. */
const retryAfterSeconds = 2;

export interface Guard {
  /** The same rooms, each of their methods guarded. */
  rooms<T extends Record<string, object>>(rooms: T): T;
  /** One guarded call. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** From now on every call is `unavailable`: a client that is closed would open its database anew. */
  close(): void;
}

/** Says in the log when the database stops answering and when it answers again, once each. `deadlineMs` bounds every call. */
export function createGuard({ deadlineMs, log }: { deadlineMs: number; log: Log }): Guard {
  let closed = false;
  let answering = true;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new AppError("unavailable", { retryAfterSeconds }, new Error("The store is closed."));
    try {
      const answer = await inTime(() => retryingConflicts(work), deadlineMs);
      note(true);
      return answer;
    } catch (error) {
      if (isAppError(error)) {
        note(true);
        throw error;
      }
      const cause = withoutValues(error);
      note(false, cause);
      throw new AppError("unavailable", { retryAfterSeconds }, cause);
    }
  }
  function note(answers: boolean, error?: unknown) {
    if (answers === answering || closed) return;
    answering = answers;
    if (answers) log.info("The database answers again");
    else log.error("The database is not answering", { error });
  }
  const room = <R extends object>(methods: R): R =>
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, async (...given: unknown[]) => run(() => method(...requireStorable(given)))]),
    ) as R;

  return {
    run,
    rooms: (rooms) => Object.fromEntries(Object.entries(rooms).map(([name, methods]) => [name, room(methods)])) as typeof rooms,
    close() {
      closed = true;
    },
  };
}

/** Throws `bad_request` with the field's own name. */
function requireStorable(given: unknown[]): unknown[] {
  const place = findUnstorable(given);
  if (place === null) return given;
  // The first part is the argument's number.
  const field = place.split(".").slice(1).join(".");
  throw new AppError("bad_request", { detail: `${field || "The text"}: ${unstorableDetail}`, ...(field && { field }) });
}

/** What is read of Prisma's errors; whatever is thrown may have none of it. */
interface PrismaError {
  code?: unknown;
  meta?: { driverAdapterError?: { cause?: { originalCode?: string; originalMessage?: string; kind?: string } } };
}

/** What happened, for the log. Prisma's own messages quote the arguments of the call, and those are hashes and e-mails. */
function withoutValues(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { code, meta } = error as PrismaError;
  const said = meta?.driverAdapterError?.cause;
  const text = said?.originalMessage ?? said?.kind ?? (error.name.startsWith("Prisma") ? error.name : error.message);
  return new Error(typeof code === "string" ? `${text} (${code})` : text);
}

/** Two PostgreSQL transactions that touch the same rows in another order: one of them is undone and may simply be tried again. */
async function retryingConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 3 || !isConflict(error)) throw error;
    }
  }
}

/** Serialisation failure or deadlock, as Prisma's own calls and its raw ones report it. */
function isConflict(error: unknown): boolean {
  const { code, meta } = (error ?? {}) as PrismaError;
  return code === "P2034" || ["40001", "40P01"].includes(meta?.driverAdapterError?.cause?.originalCode ?? "");
}

async function inTime<T>(work: () => Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${deadlineMs} ms.`)), deadlineMs);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
