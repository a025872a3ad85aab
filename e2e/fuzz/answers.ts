/** Answers as a hostile or broken app gives them. */
import { mutate, type Random } from "./random.ts";

const statuses = [
  "200 OK",
  "200",
  "204 No Content",
  "304 Not Modified",
  "301 Moved",
  "101 Switching Protocols",
  "99 x",
  "1000 x",
  "500 Oops",
  "103 Early Hints",
  "205 Reset",
  "200 \xff\x01",
  "-1 x",
];
const fields = [
  "Set-Cookie: a=b; Path=/; Domain=latchkey.localhost",
  "Set-Cookie: latchkey_session=x; Path=/",
  "Set-Cookie: =latchkey_session=x",
  "Set-Cookie: __Host-latchkey_session=x; Path=/; Secure",
  "Set-Cookie: LATCHKEY_app_session-x=1; Path=/x; Path=/",
  `Set-Cookie: a${" ".repeat(3000)}b=1`,
  'Clear-Site-Data: "cookies"',
  'Clear-Site-Data: "*"',
  "X-Frame-Options: DENY",
  "Content-Security-Policy: frame-ancestors 'none'; default-src 'self'",
  "Connection: content-length",
  "Connection: set-cookie, close",
  "Upgrade: h2c",
  "Trailer: Set-Cookie",
  "Location: //evil.example",
  "Location: \xff",
  "Link: </x>; rel=preload",
  "Content-Type: text/html; charset=utf-8",
  "Access-Control-Allow-Origin: *",
  "X: a\r\n folded",
  "X\0Y: z",
  ": empty",
];

/** Bytes of one answer. */
export function writeAnswer(random: Random): Buffer {
  const body = random.pick(["", "x", "<h1>hello</h1>", "y".repeat(3000)]);
  const isChunked = random.oneIn(2);
  const lines = [`HTTP/1.1 ${random.pick(statuses)}`];
  lines.push(
    isChunked
      ? "Transfer-Encoding: chunked"
      : `Content-Length: ${random.oneIn(5) ? random.pick(["0", "-1", "99999", "1, 1", "x"]) : body.length}`,
  );
  while (!random.oneIn(4)) lines.push(random.pick(fields));
  const trailers = random.oneIn(3) ? "Set-Cookie: latchkey_session=t\r\nX-T: 1\r\n" : "";
  const framed = isChunked ? `${body === "" ? "" : `${body.length.toString(16)}\r\n${body}\r\n`}0\r\n${trailers}\r\n` : body;
  const changed = lines.map((line) => {
    const bytes = Buffer.from(line, "latin1");
    return random.oneIn(10) ? mutate(random, bytes) : bytes;
  });
  return Buffer.concat([...changed.flatMap((line) => [line, Buffer.from("\r\n")]), Buffer.from(`\r\n${framed}`)]);
}
