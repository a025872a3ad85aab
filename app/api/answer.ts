/**
 * Every API route is made here: guard, parse, call, present. A route that does not say its scope does not compile.
 * Guards: scope before body, body size before parsing, and that nothing but the closed list of errors leaves.
 */
import { findUnstorable, unstorableDetail } from "#protocol/storable.ts";
import { AppError, isAppError, isClientGone, presentProblem } from "#server/errors.ts";
import type { Exchange } from "#server/exchange.ts";
import { runtime, type Runtime } from "#server/runtime.ts";
import type { Caller, Scope } from "#server/session.ts";
import type { z } from "zod";

/** JSON texts of the API are small; a chunked body is cut off here. Bytes. */
const maxBodyBytes = 64 * 1024;

interface Answering<Body, Params> {
  rooms: Runtime;
  exchange: Exchange;
  body: Body;
  params: Params;
  request: Request;
}

interface RouteHandler<Params> {
  (request: Request, context: { params: Promise<Params> }): Promise<Response>;
  /** Whom it answers: read by the test that knows every route there is. */
  readonly access: Access;
}

/** Callers whose key has the scope; anybody; or nobody, for a method that the route does not have. */
export type Access = Scope | "anybody" | "no_method";

/** A route for callers whose key has `scope`. `recentPassword`: a session is asked for the password, if it was not given in it a moment ago. */
export function answer<Body = undefined, Params = Record<string, never>>(
  rules: { scope: Scope; recentPassword?: true; body?: z.ZodType<Body> },
  handle: (given: Answering<Body, Params> & { caller: Caller }) => Promise<Response>,
): RouteHandler<Params> {
  return guarded(rules.scope, rules.body, (given) => {
    const caller = given.rooms.sessions.requireCaller(given.exchange.verdict, rules.scope);
    return async (body, params) => {
      if (rules.recentPassword) await given.rooms.sessions.recentPassword.require(caller);
      return handle({ ...given, body, params, caller });
    };
  });
}

/** A route for anybody: set-up, sign-in and resume. Says so by its name. */
export function answerAnybody<Body = undefined, Params = Record<string, never>>(
  rules: { body?: z.ZodType<Body> },
  handle: (given: Answering<Body, Params>) => Promise<Response>,
): RouteHandler<Params> {
  return guarded("anybody", rules.body, ({ rooms, exchange, request }) => {
    // What opens the rest of the API is nothing here: these routes know sessions alone.
    const narrowed = { ...exchange, verdict: rooms.sessions.narrow(exchange.verdict, "entry_api") };
    return (body, params) => handle({ rooms, request, exchange: narrowed, body, params });
  });
}

/** For the methods that a route does not have: Next's own refusal is an empty 405, ours is a problem document. */
export const refuseMethod = guarded("no_method", undefined, () => () => {
  throw new AppError("method_not_allowed");
});

type Given = Pick<Answering<never, never>, "rooms" | "exchange" | "request">;

function guarded<Body, Params>(
  access: Access,
  schema: z.ZodType<Body> | undefined,
  admit: (given: Given) => (body: Body, params: Params) => Promise<Response>,
): RouteHandler<Params> {
  const handle = async (request: Request, context: { params: Promise<Params> }) => {
    const rooms = runtime();
    try {
      const run = admit({ rooms, exchange: rooms.exchange(), request });
      const body = schema ? parse(schema, await readJson(request)) : (undefined as Body);
      return await run(body, await context.params);
    } catch (error) {
      const known = isAppError(error) ? error : new AppError("internal", {}, error);
      if (known.code === "internal" && !isClientGone(error))
        rooms.log.error("an API route failed", { path: new URL(request.url).pathname, error });
      return presentError(known);
    }
  };
  return Object.assign(handle, { access });
}

function presentError(error: AppError): Response {
  const { retryAfterSeconds = error.code === "unavailable" ? 5 : undefined } = error.facts;
  return new Response(JSON.stringify(presentProblem(error)), {
    status: presentProblem(error).status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    },
  });
}

function parse<Body>(schema: z.ZodType<Body>, value: unknown): Body {
  // Before the schema: it looks at shapes and lengths, and a database at every character.
  const unstorable = findUnstorable(value);
  if (unstorable !== null)
    throw new AppError("bad_request", {
      detail: `${unstorable || "The body"}: ${unstorableDetail}`,
      ...(unstorable && { field: unstorable }),
    });
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const field = issue?.path.join(".");
  throw new AppError("bad_request", { detail: `${field ? `${field}: ` : ""}${issue?.message ?? "not valid"}`, ...(field && { field }) });
}

async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? "")) throw new AppError("unsupported_media_type");
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBodyBytes) throw new AppError("payload_too_large");
    chunks.push(part.value);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new AppError("bad_request", { detail: "The body is not valid JSON." }, cause);
  }
}
