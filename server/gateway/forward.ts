/**
 * Forwarding of one HTTP request: streams both ways, keeps what the app made, passes aborts on. Own code rather than a library, because names,
 * order and bytes of headers have to pass and be filtered raw (docs/decisions/008).
 */
import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import type { Hop } from "./header-passes.ts";
import { toApp, toBrowser, trailersToApp, trailersToBrowser } from "./header-passes.ts";

export interface Upstream {
  host: string;
  port: number;
  tls: { verify: boolean } | null;
  /** A pool of kept connections into the workspace. */
  agent: Agent;
  /** A connection of one's own. */
  open(): Duplex;
}

export type ForwardFailure = "unreachable" | "timeout" | "untrusted" | "broken";

/** How long an app may take to begin its answer. A long poll takes minutes, a dead app for ever. */
const answerWithinMs = 300_000;
const maxAnswerHeadBytes = 64 * 1024;
/** An app that only ever announces its answer would keep the parser busy without end, and no time-out is idle then. */
export const mostAnnouncements = 64;
/** RFC 9110 §5.5: what may stand neither in a field's value nor in a reason. */
const unsayable = /[^\t\x20-\x7e\x80-\xff]/g;
const repeatable = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
/** Answers that never have a body (RFC 9110 §15.3.5, §15.3.6, §15.4.5), whatever the app sends after them. */
const bodiless = new Set([204, 205, 304]);

/**
 * Forwards and resolves when the answer is through or the browser has gone. `fail` is called instead of an answer when the app gave none;
 * after the answer's head both connections are cut.
 */
export function forward(given: {
  request: IncomingMessage;
  response: ServerResponse;
  upstream: Upstream;
  hop: Hop;
  target: string;
  set: readonly string[];
  /** A last pass over the raw headers for the browser. */
  adapt?: (raw: string[]) => string[];
  fail: (failure: ForwardFailure, error: unknown) => void;
}): Promise<void> {
  const { request, response, hop, set, adapt = (raw) => raw, fail } = given;
  const hasBody = hasBodyFields(request);
  return new Promise((resolve) => {
    let settled = false;
    const done = () => {
      if (!settled) resolve();
      settled = true;
    };
    const giveUp = (error: unknown) => {
      if (settled) return;
      fail(failureOf(error), error);
      done();
    };
    const send = (attempt: number) => {
      const sent = tryOpen(given, hasBody, giveUp);
      if (!sent) return;
      sent.on("response", (answer) => pass((answered = answer)));
      let answered: IncomingMessage | null = null;
      let announcements = 0;
      sent.on("information", ({ statusCode, headers }) => {
        if (++announcements > mostAnnouncements) sent.destroy(new Error("The app announces without end."));
        else if (statusCode === 100 && announcements === 1) response.writeContinue();
        else if (statusCode === 103 && headers.link) hint(response, headers.link);
      });
      // Nobody asked for another protocol.
      sent.on("upgrade", (_answer, socket) => {
        socket.destroy();
        giveUp(new Error("The app switched protocols unasked."));
      });
      sent.on("error", (error: NodeJS.ErrnoException) => {
        if (settled) return;
        if (response.headersSent) {
          // An answer that is whole stays whole: what the app sends behind it is nothing to the browser.
          if (response.writableEnded || answered?.complete === true) return;
          response.destroy();
          return done();
        }
        // A kept connection that the app closed in the same moment: nothing was read of the request, so it is asked again.
        const stale = sent.reusedSocket && !hasBody && repeatable.has(request.method ?? "") && attempt < 2;
        if (stale && (error.code === "ECONNRESET" || error.code === "EPIPE")) return send(attempt + 1);
        giveUp(error);
      });
      response.once("close", () => {
        if (!response.writableFinished) sent.destroy();
        done();
      });
      if (hasBody) {
        // The app hears of a request before its body, however long that takes: it may refuse, and ends no kept connection as idle meanwhile.
        // A body that came along with the head has begun by now, and the two leave in one write.
        let isBodyBegun = false;
        request.once("data", () => (isBodyBegun = true));
        setImmediate(() => isBodyBegun || sent.destroyed || sent.flushHeaders());
        request.pipe(sent, { end: false });
        request.once("end", () => {
          addTrailers(sent, pairs(trailersToApp(request.rawTrailers, hop)));
          sent.end();
        });
        request.once("error", () => sent.destroy());
      } else sent.end();
    };
    const pass = (answer: IncomingMessage) => {
      response.sendDate = false;
      const status = answer.statusCode ?? 502;
      try {
        // Node takes the chunks off and no other coding: the browser would get the bytes of one without its name.
        if (!/^(?:chunked|identity)?$/i.test(answer.headers["transfer-encoding"] ?? "")) throw new Error("The app's answer is coded.");
        const reason = (answer.statusMessage ?? "").replace(unsayable, "");
        const raw = adapt(toBrowser(answer.rawHeaders, hop, set));
        response.writeHead(status, reason, isChunked(answer, request) ? raw : withoutTrailerField(settleLength(raw, status)));
      } catch (error) {
        answer.destroy(); // what Node reads of an app and will not write: a status below 100, control characters
        return giveUp(error);
      }
      if (bodiless.has(status) || request.method === "HEAD") {
        response.end();
        // Its connection is kept where the app wrote no body; behind one it cannot be told where the next answer begins.
        if ((status === 204 || status === 205) && hasBodyFields(answer)) answer.destroy();
        else answer.resume();
        return;
      }
      const wholeBytes = Number(answer.headers["content-length"] ?? NaN);
      let isBegun = false;
      answer.on("data", (chunk: Buffer) => {
        // Most answers are one small piece: their head and body leave in one write, a seventh of what such a request costs.
        if (!isBegun && chunk.length === wholeBytes) response.end(chunk);
        else if (!response.write(chunk)) {
          answer.pause();
          response.once("drain", () => answer.resume());
        }
        isBegun = true;
      });
      // An event stream shows its head before its first event. A body that came along with the head has been heard of by now.
      process.nextTick(() => {
        if (!isBegun && !answer.complete && !response.destroyed) response.flushHeaders();
      });
      answer.once("end", () => {
        if (response.writableEnded) return;
        addTrailers(response, pairs(trailersToBrowser(answer.rawTrailers, hop)));
        response.end();
      });
      // Cut short by the app: the browser must not take half an answer for a whole one.
      answer.once("aborted", () => response.destroy());
      answer.once("error", () => response.destroy());
    };
    send(0);
  });
}

/** What may not be asked of an app fails at once: a port that is forbidden where it runs, a target that Node will not write. */
function tryOpen(given: Parameters<typeof open>[0], hasBody: boolean, giveUp: (error: unknown) => void): ClientRequest | null {
  try {
    return open(given, hasBody);
  } catch (error) {
    giveUp(error);
    return null;
  }
}

function open({ request, upstream, hop, target }: Parameters<typeof forward>[0], hasBody: boolean): ClientRequest {
  const headers = frame(toApp(request.rawHeaders, hop), hasBody);
  const sent = (upstream.tls ? httpsRequest : httpRequest)({
    host: upstream.host,
    port: upstream.port,
    agent: upstream.agent,
    method: request.method,
    path: target,
    headers,
    setHost: false,
    maxHeaderSize: maxAnswerHeadBytes,
    ...(upstream.tls && { rejectUnauthorized: upstream.tls.verify }),
  });
  sent.setTimeout(answerWithinMs, () => sent.destroy(Object.assign(new Error("The app did not answer in time."), { code: "ETIMEDOUT" })));
  sent.once("response", () => sent.setTimeout(0));
  return sent;
}

/**
 * The raw headers with exactly one framing: the length that came, else chunks. Node frames by the method alone, and writes the body of a GET
 * without a length as it is, which an app reads as its next request.
 */
function frame(raw: string[], hasBody: boolean): string[] {
  return hasBody && without(raw, "content-length") === raw ? [...raw, "Transfer-Encoding", "chunked"] : withoutTrailerField(raw);
}

/** Whether the browser gets the answer's body in chunks, the one form that trailers can follow (RFC 9112 §7.1.2). */
function isChunked(answer: IncomingMessage, { method, httpVersion }: IncomingMessage): boolean {
  const hasNoBody = method === "HEAD" || bodiless.has(answer.statusCode ?? 502);
  return !hasNoBody && answer.headers["content-length"] === undefined && httpVersion !== "1.0";
}

/** Node refuses to announce trailers where none can follow. nginx does it when it has put the chunks of a body together, and apps answer HEAD so. */
function withoutTrailerField(raw: string[]): string[] {
  return without(raw, "trailer");
}

/** Raw pairs without those of a name; the same array where there are none, which is nearly always. */
function without(raw: string[], plain: string): string[] {
  const isPlain = (name: string | undefined) => name?.length === plain.length && name.toLowerCase() === plain;
  for (let index = 0; index < raw.length; index += 2) {
    if (isPlain(raw[index])) return raw.filter((_, each) => !isPlain(raw[each - (each % 2)]));
  }
  return raw;
}

/** A 204 has no length, a 205 that of nothing; a 304 names the length that the answer would have. */
export function settleLength(raw: string[], status: number): string[] {
  if (status !== 204 && status !== 205 && status >= 200) return raw;
  const kept = without(raw, "content-length");
  return status === 205 ? [...kept, "Content-Length", "0"] : kept;
}

function hasBodyFields({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Trailers that cannot be written are left out: they come after the answer, which is good without them. */
function addTrailers(message: ClientRequest | ServerResponse, trailers: [string, string][]): void {
  for (const [name, value] of trailers) if (value.search(unsayable) >= 0 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return;
  if (trailers.length > 0) message.addTrailers(trailers);
}

function hint(response: ServerResponse, link: string | string[]): void {
  try {
    response.writeEarlyHints({ link });
  } catch {
    // not a link that Node would write; a hint is no more than that
  }
}

function failureOf(error: unknown): ForwardFailure {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ETIMEDOUT") return "timeout";
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code ?? "")) return "untrusted";
  return ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EADDRNOTAVAIL"].includes(code ?? "") ? "unreachable" : "broken";
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]);
}
