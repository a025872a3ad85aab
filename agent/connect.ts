/**
 * Keeps one tunnel open to one door: dials, serves it, and dials again when it is gone. Guards the token: it goes to the door's own address
 * and nowhere else, and into no log.
 */
import { lookup as lookupName } from "node:dns";
import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { tunnelCloseCodes, tunnelPath, tunnelVersion, tunnelVersionHeader } from "#protocol/tunnel.ts";
import { endWhenDead } from "#tunnel/end-when-dead.ts";
import type { DialRules } from "./dial.ts";
import { serveTunnel } from "./tunnel-end.ts";
import type { Sources } from "./watch.ts";

export interface ConnectOptions {
  /** The door's access URL. */
  url: URL;
  token: string;
  version: string;
  sources: Sources;
  rules: () => DialRules;
  /** A connection to the terminals of this machine. */
  openTerminals: () => Duplex;
  /** Told of every change, in words. */
  say: (text: string) => void;
}

export interface Connection {
  /** Resolves when dialling again helps nothing: with one sentence on why. Never after `close`. */
  readonly refused: Promise<string>;
  close(): void;
}

/** Most of the wait before dialling again: the network may be back at any moment, and two seconds later the workspace should be. ms */
const longestWaitMs = 2_000;
const handshakeWithinMs = 10_000;

export function connectAgent({ url, token, version, sources, rules, openTerminals, say }: ConnectOptions): Connection {
  let socket: WebSocket | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;
  let refuse: (why: string) => void = () => undefined;
  const refused = new Promise<string>((resolve) => (refuse = resolve));
  const stop = (why: string) => {
    closed = true;
    refuse(why);
  };
  const again = (why: string) => {
    if (closed) return;
    if (failures === 0) say(`${why} Dialling again.`);
    failures += 1;
    timer = setTimeout(dial, waitMs(failures));
  };
  function dial() {
    const address = new URL(tunnelPath, url);
    address.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const headers = {
      authorization: `Bearer ${token}`,
      [tunnelVersionHeader]: String(tunnelVersion),
      "user-agent": `latchkey-agent/${version}`,
    };
    const dialled = new WebSocket(address, { headers, perMessageDeflate: false, handshakeTimeout: handshakeWithinMs, lookup: lookupDoor });
    socket = dialled;
    let problem = "The door does not answer.";
    dialled.on("unexpected-response", (_request, answer) => {
      const final = explainRefusal(answer);
      if (final) stop(final);
      problem = `The door answered ${answer.statusCode ?? 0}.`;
      dialled.terminate();
    });
    dialled.on("open", () => {
      say(failures > 0 ? "Connected again." : `Connected to ${url.host}.`);
      failures = 0;
      problem = "The connection was lost.";
      endWhenDead(dialled);
      serveTunnel(dialled, { sources, rules, openTerminals });
    });
    dialled.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND") problem = `The door does not answer (${error.code}).`;
      if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(error.code ?? ""))
        problem = `The door's certificate is not trusted (${error.code ?? ""}).`;
    });
    dialled.on("close", (code) => {
      if (socket !== dialled) return;
      if (code === tunnelCloseCodes.tokenEnded) stop("The token was revoked, or the workspace removed. Add the machine again.");
      if (code === tunnelCloseCodes.replaced) stop("Another agent has taken over this workspace.");
      again(problem);
    });
  }
  dial();
  return {
    refused,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close(1000);
      socket?.terminate();
    },
  };
}

/** Half of it by chance: a thousand agents must not come back in one moment. */
export function waitMs(failures: number, chance: () => number = Math.random): number {
  const wait = Math.min(longestWaitMs, 125 * 2 ** failures);
  return wait / 2 + (wait / 2) * chance();
}

/** Null for what may pass by itself: a restart, a database that does not answer, a reverse proxy without its door. */
function explainRefusal({ statusCode, headers }: IncomingMessage): string | null {
  if (statusCode === 401) return "The door does not know this token. It was revoked, or belongs to another door.";
  if (statusCode === 403) return 'This token is not an agent\'s. Use the one that "Add a machine" shows.';
  if (statusCode === 426) return `The door speaks tunnel version ${String(headers[tunnelVersionHeader] ?? "?")}. Upgrade Latchkey here.`;
  if (statusCode === 404) return "There is no door at this address, or one without workspaces.";
  return null;
}

/** RFC 6761 §6.3: every name under `localhost` is this machine. Browsers know it, many resolvers do not. */
const lookupDoor: LookupFunction = (hostname, options, give) => {
  if (!/(^|\.)localhost$/i.test(hostname)) return lookupName(hostname, options, give as never);
  if (options.all)
    give(null, [
      { address: "127.0.0.1", family: 4 },
      { address: "::1", family: 6 },
    ]);
  else give(null, "127.0.0.1", 4);
};
