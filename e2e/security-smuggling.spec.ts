/** Request smuggling (CVE-2026-29057 and kin): a corpus over raw sockets, against the whole server. */
import { expect, test } from "./fixtures.ts";
import { sendRaw } from "./models/raw-socket.ts";
import type { Seen } from "./upstreams/guarded-app.ts";

test("SEC-06 no framing trick smuggles a second request to an app, nor shifts the answers of those that follow", async ({
  sharedDoor,
  visit,
}) => {
  const { app, host, cookie, origin, person } = visit;
  const head = `Host: ${host}\r\nCookie: ${cookie}\r\nOrigin: ${origin}\r\n`;
  const hidden = `GET /smuggled HTTP/1.1\r\nHost: ${host}\r\nX: `;
  const whole = `GET /smuggled HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const chunked = "Transfer-Encoding: chunked\r\n";
  const size = (text: string) => Buffer.byteLength(text).toString(16);
  const corpus: Record<string, string> = {
    "length and chunks": `POST /n HTTP/1.1\r\n${head}Content-Length: 4\r\n${chunked}\r\n0\r\n\r\n${whole}`,
    "chunks and length": `POST /n HTTP/1.1\r\n${head}${chunked}Content-Length: ${whole.length + 5}\r\n\r\n0\r\n\r\n${whole}`,
    "two codings": `POST /n HTTP/1.1\r\n${head}${chunked}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n${whole}`,
    "two codings in one line": `POST /n HTTP/1.1\r\n${head}Transfer-Encoding: chunked, identity\r\nContent-Length: 3\r\n\r\n0\r\n\r\n${whole}`,
    "an unknown coding": `POST /n HTTP/1.1\r\n${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${whole}`,
    "a coding after a tab": `POST /n HTTP/1.1\r\n${head}Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "a coding in quotes": `POST /n HTTP/1.1\r\n${head}Transfer-Encoding: "chunked"\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "a space before the colon": `POST /n HTTP/1.1\r\n${head}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "a folded line": `POST /n HTTP/1.1\r\n${head}X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "a folded coding": `POST /n HTTP/1.1\r\n${head}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "bare line feeds": `POST /n HTTP/1.1\n${head.replaceAll("\r\n", "\n")}Content-Length: 5\n\n0\r\n\r\n${whole}`,
    "a bare carriage return": `POST /n HTTP/1.1\r\n${head}X: a\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "a line feed inside a value": `POST /n HTTP/1.1\r\n${head}X: a\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${whole}`,
    "two lengths": `POST /n HTTP/1.1\r\n${head}Content-Length: 0\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
    "two lengths in one line": `POST /n HTTP/1.1\r\n${head}Content-Length: 0, ${whole.length}\r\n\r\n${whole}`,
    "a length with a sign": `POST /n HTTP/1.1\r\n${head}Content-Length: +${whole.length}\r\n\r\n${whole}`,
    "a length below zero": `POST /n HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n${whole}`,
    "a length in hex": `POST /n HTTP/1.1\r\n${head}Content-Length: 0x5\r\n\r\n${whole}`,
    "a NUL in a name": `POST /n HTTP/1.1\r\n${head}Content-\0Length: 5\r\n${chunked}\r\n0\r\n\r\n${whole}`,
    "a chunk size that overflows": `POST /n HTTP/1.1\r\n${head}${chunked}\r\n10000000000000000\r\n${whole}0\r\n\r\n`,
    "a chunk size with a sign": `POST /n HTTP/1.1\r\n${head}${chunked}\r\n+0\r\n\r\n${whole}`,
    "a chunk size in quotes": `POST /n HTTP/1.1\r\n${head}${chunked}\r\n0;a="\n\n${whole}"\r\n\r\n`,
    "a chunk extension with a line feed": `POST /n HTTP/1.1\r\n${head}${chunked}\r\n2;\nxx\r\n${size(whole)}\r\n0\r\n\r\n${whole}`,
    "a chunk that is longer than it says": `POST /n HTTP/1.1\r\n${head}${chunked}\r\n1\r\nab\r\n0\r\n\r\n${whole}`,
    "a body where none is due": `GET /n HTTP/1.1\r\n${head}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
    "chunks of a GET": `GET /n HTTP/1.1\r\n${head}${chunked}\r\n${size(hidden)}\r\n${hidden}\r\n0\r\n\r\n`,
    "chunks of a DELETE": `DELETE /n HTTP/1.1\r\n${head}${chunked}\r\n${size(hidden)}\r\n${hidden}\r\n0\r\n\r\n`,
    "chunks of an OPTIONS": `OPTIONS /n HTTP/1.1\r\n${head}${chunked}\r\n${size(hidden)}\r\n${hidden}\r\n0\r\n\r\n`,
    "chunks of a HEAD": `HEAD /n HTTP/1.1\r\n${head}${chunked}\r\n${size(hidden)}\r\n${hidden}\r\n0\r\n\r\n`,
    "a trailer that looks like a request": `POST /n HTTP/1.1\r\n${head}${chunked}\r\n0\r\nX-A: 1\r\n${whole}`,
    "a connection that drops the length": `POST /n HTTP/1.1\r\n${head}Connection: close, Content-Length\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
    "a connection that drops the coding": `POST /n HTTP/1.1\r\n${head}Connection: close, Transfer-Encoding\r\n${chunked}\r\n${size(hidden)}\r\n${hidden}\r\n0\r\n\r\n`,
    ...Object.fromEntries(
      ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "QUERY"].map((method) => [
        `a connection that drops the length of a ${method}`,
        `${method} /n HTTP/1.1\r\n${head}Connection: content-length\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
      ]),
    ),
    "a length in two spellings": `POST /n HTTP/1.1\r\n${head}Content_Length: 0\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
    "an upgrade with a body": `POST /n HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
    "an upgrade that is none": `GET /n HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\n\r\n${whole}`,
    "a method with a space": `GET /n HTTP/1.1 \r\n${head}\r\n${whole}`,
    "an old version": `POST /n HTTP/1.0\r\n${head}${chunked}\r\n0\r\n\r\n${whole}`,
  };
  const before = app.targets.length;
  const named = Object.entries(corpus).map(([name, bytes], index) => ({
    name,
    target: `/n?${index}`,
    bytes: bytes.replace("/n", `/n?${index}`),
  }));
  // Together, as they would come, each on a connection of its own; and in between somebody who must get the answers to his own questions.
  const sending = Promise.all(named.map(({ bytes }) => sendRaw(sharedDoor.port, Buffer.from(bytes, "latin1"))));
  const asking = Array.from({ length: 60 }, async (_, turn) => {
    const answer = await person.ask(`${origin}/after?${turn}`);
    expect(answer.json<Seen & object>()).toMatchObject({ url: `/after?${turn}` });
  });
  await Promise.all([sending, ...asking]);
  expect((await person.ask(`${origin}/after?last`)).json<Seen & object>()).toMatchObject({ url: "/after?last" });
  const seen = app.targets.slice(before).filter((target) => !target.startsWith("/after?"));
  expect(seen.filter((target) => !target.startsWith("/n?"))).toEqual([]);
  for (const { name, target } of named) expect([name, seen.filter((each) => each === target).length <= 1]).toEqual([name, true]);
  // The honest ones among them arrived: the corpus is not simply refused.
  for (const honest of ["chunks of a DELETE", "chunks of an OPTIONS", "chunks of a GET", "a body where none is due"]) {
    expect(seen).toContain(named.find(({ name }) => name === honest)?.target);
  }
});
