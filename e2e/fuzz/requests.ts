/** Requests as nobody sends them who means well: known attacks, put together anew at each turn, and changed in a byte or two. */
import { mutate, type Random } from "./random.ts";

export interface Asked {
  host: string;
  /** A Cookie header that is let in; "" for none. Its bytes are never changed, so that they can be looked for where they must not be. */
  cookie: string;
  /** Targets to begin from; each request's own number goes into the query. */
  targets: readonly string[];
  /** The number, by which the request is known where it arrives. */
  number: string;
}

const methods = [
  "GET",
  "GET",
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "QUERY",
  "PROPFIND",
  "get",
  "G\0T",
];
const versions = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "http/1.1", "HTTP/1.1 "];
const connections = [
  "close",
  "keep-alive",
  "upgrade",
  "content-length",
  "transfer-encoding",
  "host",
  "cookie",
  "authorization",
  "origin",
  "x-forwarded-for",
  "te",
  "trailer",
  "x-own",
  "close, content-length",
  "upgrade, http2-settings",
  ",,",
  "\0",
];
const codings = ["chunked", "Chunked", "chunked, identity", "identity", "gzip, chunked", " chunked", "xchunked", '"chunked"', "chunked\t"];
const identity = [
  "X-Forwarded-For",
  "x_forwarded_for",
  "X.Forwarded.User",
  "Remote-User",
  "Remote-Groups",
  "X-Auth-Request-Email",
  "Latchkey-User",
  "X-Forwarded-Host",
  "Forwarded",
  "Via",
  "X-Original-URL",
];
const others = [
  "Origin: null",
  "Origin: http://evil.example",
  "Sec-Fetch-Site: cross-site",
  "Sec-Fetch-Mode: navigate",
  "Upgrade: h2c",
  "Upgrade: websocket",
  "Expect: 100-continue",
  "Expect: 200-ok",
  "Range: bytes=0-0,5-",
  "Trailer: X-A",
  "TE: trailers",
  "X-Middleware-Subrequest: middleware",
  "Next-Action: x",
  "RSC: 1",
  "Next-Router-Prefetch: 1",
  "Accept: text/html",
  "Authorization: Bearer lk_0123456789abcdef_0123456789abcdefghijABCDEFGHIJ12",
  "Content-Type: application/json",
  "Latchkey-Passive: 1",
  "Host: evil.example",
  "X: a\r\n b: c",
  "Proxy-Connection: close",
];
const junkCookies = [
  "a=b",
  "=x",
  ";;",
  "latchkey_session=x",
  "__Host-latchkey_session=Fe26.2**x",
  "latchkey_app_session-x=y",
  'q="',
  "\x80=\xff",
  "a",
  "latchkey_=",
  " latchkey_session =1",
];

/** A body that holds a whole request of its own, which nobody may ever see as one. */
const hidden = (host: string, number: string) => `GET /smuggled?${number} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

/** The bytes of one request. The part of them that is the cookie stands as it is. */
export function writeRequest(random: Random, { host, cookie, targets, number }: Asked): Buffer {
  const target = random.pick(targets);
  const line = `${random.pick(methods)} ${target}${target.includes("?") ? "&" : "?"}n=${number} ${random.pick(versions)}`;
  const body = random.pick([
    "",
    "x",
    "0\r\n\r\n",
    hidden(host, number),
    hidden(host, number),
    JSON.stringify({ email: "a@b.example", password: "x" }),
  ]);
  const chunks = `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n${body === "" ? "" : "0\r\n\r\n"}`;
  const isChunked = random.oneIn(3);
  const lines: (string | null)[] = [`Host: ${host}`, cookie === "" ? null : writeCookie(random, cookie)];
  if (isChunked) lines.push(`Transfer-Encoding: ${random.pick(codings)}`);
  if (!isChunked || random.oneIn(6))
    lines.push(`Content-Length: ${random.oneIn(6) ? random.pick(["0", "-1", "+5", "0x5", "5, 5", "99"]) : body.length}`);
  if (random.oneIn(2)) lines.push(`Connection: ${random.pick(connections)}`);
  if (random.oneIn(3)) lines.push(`${random.pick(identity)}: root`);
  while (random.oneIn(2)) lines.push(random.pick(others));
  const framed = isChunked ? chunks : body;
  const plain = [line, ...lines.filter((each): each is string => each !== null)];
  const changed = plain.map((each) => {
    const bytes = Buffer.from(each, "latin1");
    return !each.startsWith("Cookie:") && random.oneIn(12) ? mutate(random, bytes) : bytes;
  });
  const end = random.oneIn(30) ? "\n" : "\r\n";
  const head = Buffer.concat(changed.flatMap((each) => [each, Buffer.from(end)]));
  return Buffer.concat([head, Buffer.from(end), random.oneIn(10) ? mutate(random, Buffer.from(framed)) : Buffer.from(framed)]);
}

/** Ours among others', in any order and more than once. */
function writeCookie(random: Random, cookie: string): string {
  const pairs = [cookie];
  while (random.oneIn(2)) pairs.splice(random.below(pairs.length + 1), 0, random.oneIn(6) ? cookie : random.pick(junkCookies));
  return `Cookie: ${pairs.join(random.pick(["; ", "; ", ";", ";  "]))}`;
}

/** Targets on the server's own host. */
export const ownTargets = [
  ...[
    "/",
    "/terminals",
    "/you",
    "/sign-in",
    "/sign-in?next=//evil.example",
    "/resume",
    "/setup",
    "/offline",
    "/sw.js",
    "/healthz",
    "/readyz",
  ],
  ...[
    "/api/v1/session",
    "/api/v1/session/resume",
    "/api/v1/keys",
    "/api/v1/keys/%ff",
    "/api/v1/workspaces",
    "/api/v1/workspaces/this-machine/apps/x",
  ],
  ...[
    "/api/v1/apps/authorize?redirect_uri=http://x",
    "/api/v1/live",
    "/api/v1/agents/tunnel",
    "/api/v1/proxy/stream",
    "/api/v1/proxy/decide",
  ],
  ...[
    "/%61pi/v1/keys",
    "//api/v1/keys",
    "/api/v1/../v1/keys",
    "/api/v1;/keys",
    "/_next/static/x.js",
    "/_next/image?url=x",
    "/@ada/this-machine/x/",
  ],
  ...["/\\evil.example", "/open/%ff", "/activity/%00", "*", "http://evil.example/", "/?_rsc=1", `/${"a".repeat(9000)}`],
];

/** Targets on an app's host. */
export const appTargets = [
  "/",
  "/page",
  "/a/b?x=1&y=%ff",
  "//evil.example",
  "/?latchkey_code=x",
  "/?latchkey_code=",
  "/%00",
  "/../x",
  "*",
  "http://evil.example/x",
  "/a;b",
  "/\\x",
  `/${"b".repeat(9000)}`,
];
