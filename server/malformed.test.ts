import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import { generate } from "selfsigned";
import { describe, expect, it, onTestFinished } from "vitest";
import { openListener, type Owners } from "./listener.ts";
import { createLog } from "./log.ts";
import { createTeller } from "./malformed.ts";

const host = "Host: door.example\r\n";
const accessOrigin = "https://door.example";
/** As much as a browser keeps for one registrable domain. */
const fullJar = Array.from({ length: 180 }, (_, index) => `bomb${index}=${"x".repeat(4_000)}`).join("; ");

describe("a request whose head is too large", () => {
  it("SEC-36 A1 is told which of the two was too long, and never to drop a cookie", async () => {
    const port = await open();
    for (const [text, status] of [
      [`GET /?${"x".repeat(70_000)} HTTP/1.1\r\n${host}\r\n`, 414],
      [`GET /${"x".repeat(66_000)} HTTP/1.1\r\n${host}Cookie: ${fullJar}\r\n\r\n`, 414],
      [`GET / HTTP/1.1\r\n${host}Cookie: ${fullJar}\r\n\r\n`, 431],
      [`GET /?${"x".repeat(40_000)} HTTP/1.1\r\n${host}Cookie: a=${"b".repeat(40_000)}\r\n\r\n`, 431],
      [`GET / HTTP/1.1\r\n${host}${"x".repeat(70_000)}: 1\r\n\r\n`, 431],
      [`POST / HTTP/1.1\r\n${host}${"x: y\r\n".repeat(60_000)}\r\n`, 431],
    ] as const) {
      const answer = await exchange(port, [text]);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).not.toMatch(/clear-site-data|set-cookie/i);
      expect(answer).toContain(`frame-ancestors ${accessOrigin}\r\n`);
    }
  });

  it("SEC-36 is told so however its bytes arrive, also as the second on its connection", async () => {
    const port = await open();
    const first = `GET /first HTTP/1.1\r\n${host}\r\n`;
    for (const [text, status] of [
      [`GET /?${"x".repeat(70_000)} HTTP/1.1\r\n${host}\r\n`, 414],
      [`GET / HTTP/1.1\r\n${host}Cookie: ${fullJar.slice(0, 80_000)}\r\n\r\n`, 431],
    ] as const)
      for (const size of [1_300, 16_384, 65_530]) {
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
        const answer = await exchange(port, [first, ...pieces]);
        expect(answer).toMatch(/^HTTP\/1\.1 200 /);
        expect(answer.match(/HTTP\/1\.1 4\d\d/)?.[0]).toBe(`HTTP/1.1 ${status}`);
      }
  });

  it("SEC-36 is answered over TLS as well", async () => {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-tls-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const tls = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
    const { cert, private: key } = await generate([{ name: "commonName", value: "door.example" }], { keyType: "ec", curve: "P-256" });
    writeFileSync(tls.keyFile, key);
    writeFileSync(tls.certFile, cert);
    const port = await open({}, tls);
    const answer = await exchange(port, [`GET / HTTP/1.1\r\n${host}Cookie: ${fullJar}\r\n\r\n`], true);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toMatch(/<\/html>\s*$/);
  });

  it("A1 of up to 64 kB is read: an address of 17 kB and cookies of 40 kB are ordinary", async () => {
    const seen: number[] = [];
    const port = await open({ request: (request, response) => void response.end(String(seen.push(request.rawHeaders.join("").length))) });
    for (const text of [
      `GET /?${"x".repeat(17_000)} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
      `GET /?${"x".repeat(17_000)} HTTP/1.1\r\n${host}Connection: close\r\nCookie: ${fullJar.slice(0, 40_000)}\r\n\r\n`,
    ])
      expect(await exchange(port, [text])).toMatch(/^HTTP\/1\.1 200 /);
    expect(seen).toHaveLength(2);
  });

  it("is refused by an end alone while an answer to an earlier request is on its way", async () => {
    const port = await open({ request: (_request, response) => void response.write("half of it") });
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined); // what is still being sent meets a closed socket
    socket.write(`GET /first HTTP/1.1\r\n${host}\r\n`);
    let answer = String((await once(socket, "data"))[0]);
    socket.on("data", (data) => (answer += data.toString())).write(`GET / HTTP/1.1\r\n${host}Cookie: ${fullJar}\r\n\r\n`);
    await closed;
    expect(answer).toContain("half of it");
    expect(answer).not.toContain("431");
  });

  it("holds nobody up who never stops sending", async () => {
    const port = await open();
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined).resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const more = () => {
      while (socket.writable && socket.write("x".repeat(60_000)));
    };
    socket.on("drain", more);
    socket.write(`GET / HTTP/1.1\r\n${host}Cookie: `);
    more();
    await closed;
  });
});

it("tells an address from a header wherever the pieces are cut", () => {
  const cut = (text: string, at: number[]) => {
    const tell = createTeller();
    const places = [...new Set([0, ...at.map((each) => each % text.length), text.length])].sort((one, other) => one - other);
    for (const [index, from] of places.entries()) {
      const kind = tell(Buffer.from(text.slice(from, places[index + 1])));
      if (kind !== null) return kind;
    }
    return null;
  };
  const at = fc.array(fc.nat(200), { maxLength: 20 });
  const address = fc.stringMatching(/^[!-~]{0,40}$/);
  fc.assert(fc.property(address, at, (rest, places) => cut(`${rest} HTTP/1.1\r\nHost: x\r\n`, places) === "address"));
  fc.assert(fc.property(address, at, (rest, places) => cut(`${rest}\r\nNext: x HTTP/1.1\r\n`, places) === "head"));
  fc.assert(fc.property(address, at, (rest, places) => cut(`${rest}; name=value; other=value\r\n`, places) === "head"));
});

async function open(given: Partial<Owners> = {}, tls: { certFile: string; keyFile: string } | null = null): Promise<number> {
  const log = createLog(() => undefined);
  const listener = await openListener({ listen: { host: "127.0.0.1", port: 0 }, tls }, log);
  onTestFinished(() => listener.close(0));
  const request: Owners["request"] = (asked, response) => void response.end(`answered ${asked.url?.slice(0, 20) ?? ""}`);
  listener.serve({ accessOrigin, request, upgrade: (_request, socket) => socket.destroy(), ...given });
  return listener.port;
}

/** Sends all before it listens, as a browser does, and resolves with everything that came until the other end closed. */
async function exchange(port: number, pieces: readonly string[], tls = false): Promise<string> {
  const socket: Socket = tls ? connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }) : connect(port, "127.0.0.1");
  await once(socket, tls ? "secureConnect" : "connect");
  socket.setNoDelay();
  let failure: Error | null = null;
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", (error) => (failure = error));
  for (const piece of pieces) {
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
    // Each piece is a packet of its own.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  let answer = "";
  socket.on("data", (data) => (answer += data.toString()));
  await closed;
  expect(failure).toBeNull();
  return answer;
}
