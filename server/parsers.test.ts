/**
 * Everything that reads bytes of strangers, apps and machines takes time that grows with their number, and no faster: nobody stops the server
 * by a header of a few kilobytes. The lint refuses regular expressions that could; this finds the rest, loops and copies among them.
 */
import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { condenseFlood } from "#agent/terminals/flood.ts";
import { createSequenceCutter } from "#agent/terminals/whole-sequences.ts";
import { createMessageReader } from "#protocol/terminal-messages.ts";
import { createForwarded } from "./forwarded.ts";
import { settleSetCookie, withoutOurCookies } from "./gateway/cookies.ts";
import { letSiblingRead } from "./gateway/cors.ts";
import { allowFraming } from "./gateway/framing.ts";
import { toApp, toBrowser } from "./gateway/header-passes.ts";
import { parseLabel } from "./gateway/label.ts";
import { readHeadline } from "./session/news/headline-text.ts";
import { readPath } from "./request-target.ts";
import { limitName } from "./session/address.ts";
import { findCookies, looksSealed } from "./session/cookie.ts";
import { nameDevice } from "./session/device-name.ts";
import { normaliseEmail } from "./session/email.ts";
import { safeNext } from "./session/redirect.ts";
import { parseToken } from "./session/token.ts";
import { readAppUrl } from "./workspaces/app-url.ts";
import { readViewing } from "./terminal-socket/query.ts";

const [small, large] = [8 * 1024, 64 * 1024];
/** Eight times the bytes may take that much more: twice what is linear, for caches of the processor and the collector of garbage. */
const mayGrow = 16;
/** Below this no growth says anything. µs of processor time */
const noiseUs = 10_000;

const hop = { host: "a--b--c.apps.example.com", ip: "192.0.2.1", proto: "https", doorOrigin: "https://example.com" };
const forwarded = createForwarded(["127.0.0.1"]);
const requestWith = (name: string, value: string) =>
  ({ headers: { [name]: value }, socket: { remoteAddress: "127.0.0.1" } }) as unknown as IncomingMessage;
/** Of what is refused only the time counts. */
const quietly = (parse: () => unknown) => {
  try {
    parse();
  } catch {
    // refused
  }
};
/** In pieces of one byte, as a hostile sender cuts them. */
const inBytes = (text: string, read: (chunk: Uint8Array<ArrayBuffer>) => unknown) => {
  // One piece for all: thousands of small ones would measure the collector of garbage.
  const piece = new Uint8Array(1);
  for (const byte of Buffer.from(text, "latin1")) {
    piece[0] = byte;
    read(piece);
  }
};
/** A message that announces its whole length, so that a reader keeps all of it. */
const announced = (text: string) => `\x11\0\x01\0\0${text.slice(0, 65_000)}`;

const parsers: Record<string, (text: string) => unknown> = {
  "a Cookie header, for our cookies": (text) => findCookies(`a${text}=b; latchkey_session=x`, "latchkey_session"),
  "a Cookie header, for an app": (text) => withoutOurCookies(`latchkey_session=x; a${text}b=c${text}; latchkey_`),
  "a Set-Cookie of an app": (text) => settleSetCookie(`a${text}b=c${text}; Domain=${text}.x; Path=${text}`, "app.example.com"),
  "a seal": (text) => looksSealed(text),
  "a token": (text) => parseToken(`lk_${text}`),
  "an address to go on to": (text) => safeNext(`/${text}`),
  "a request's target": (text) => readPath(`/${text}`),
  "a target of a terminal's socket": (text) => quietly(() => readViewing(`/api/v1/terminals/x/socket?viewer=${text}&columns=1&rows=1`)),
  "an app's label": (text) => parseLabel(`a--${text}--b`),
  "an app's URL": (text) => quietly(() => readAppUrl(`http://localhost:3000/${text}`)),
  "an e-mail": (text) => quietly(() => normaliseEmail(`a${text}@example.com`)),
  "a User-Agent": (text) => nameDevice(`Mozilla/5.0 ${text} Version/1${text} Safari/`),
  "an address of a network": (text) => limitName(`::${text}`),
  "X-Forwarded-For": (text) => forwarded.addressOf(requestWith("x-forwarded-for", `192.0.2.7, ${text}`)),
  "X-Forwarded-Host": (text) => forwarded.hostOf(requestWith("x-forwarded-host", text)),
  "headers for an app": (text) => quietly(() => toApp(["Connection", text, `X${text}`, text, "Cookie", text], hop)),
  "headers for a browser": (text) => quietly(() => toBrowser(["Connection", text, `X${text}`, text, "Set-Cookie", text], hop, [])),
  "a policy of an app": (text) =>
    allowFraming(["Content-Security-Policy", `frame-ancestors ${text}; ${text} frame-ancestors`], hop.doorOrigin),
  "headers for a sibling": (text) => letSiblingRead(["Vary", text, "Access-Control-Allow-Origin", text], "https://b.example.com"),
  "news of another replica": (text) => readHeadline(text),
  "output of a program": (text) => createSequenceCutter()(Buffer.from(`\x1b]${text}`)),
  "output of a program, byte by byte": (text) => inBytes(`\x1b]${text}`, createSequenceCutter()),
  "a flood": (text) => condenseFlood(Buffer.from(text), 1000),
  "a viewer's messages, byte by byte": (text) =>
    inBytes(
      announced(text),
      createMessageReader(() => undefined),
    ),
};

const characters = [" ", "\t", "a", "-", "=", ";", ",", ".", "/", "%", ":", "[", "\x1b", "\n", "0", '"', "\\", "*", "@"];

for (const [name, parse] of Object.entries(parsers)) {
  it(`F4 time grows no faster than the bytes: ${name}`, () => {
    // Where bytes come one by one, it is their number that counts, and not which they are.
    const tried = name.endsWith("byte by byte") ? ["a"] : characters;
    const grown = tried.find((character) => {
      const [short, long] = [character.repeat(small), character.repeat(large)];
      parse(short); // compiled by now
      const took = leastOf(1, () => parse(long));
      return took > noiseUs && leastOf(5, () => parse(long)) > Math.max(noiseUs, mayGrow * leastOf(5, () => parse(short)));
    });
    expect(grown).toBeUndefined();
  });
}

/** µs of processor time: of so many turns the one that was disturbed least. */
function leastOf(turns: number, run: () => void): number {
  let least = Infinity;
  for (let turn = 0; turn < turns; turn++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}
