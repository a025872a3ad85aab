/**
 * The stream from the primary: says what this proxy is, and hears of endings and changes. Keeps itself open: pings each second, counts a silent
 * one as lost, dials again with jitter. What it would have told while it was down is asked for (authority.ts).
 */
import {
  proxyCloseCodes,
  proxyStreamPath,
  proxyVersion,
  proxyVersionHeader,
  streamPingEveryMs,
  streamSilentMs,
  type Registration,
  type Said,
} from "#protocol/proxy.ts";
import { lookupDoor } from "#tunnel/lookup.ts";
import { WebSocket } from "ws";

export type Welcome = Extract<Said, { type: "welcome" }>;
export type FarNews = Omit<Extract<Said, { type: "news" }>, "type">;

export interface Stream {
  readonly isUp: boolean;
  /** Since when it is down, in ms of `performance.now()`; null while it is up. */
  readonly downSince: number | null;
  /** Resolves at the first welcome. */
  readonly welcomed: Promise<Welcome>;
  /** Resolves when dialling again helps nothing: with one sentence on why. */
  readonly refused: Promise<string>;
  close(): void;
}

const mostUnanswered = streamSilentMs / streamPingEveryMs;
const longestWaitMs = 2_000;
const handshakeWithinMs = 10_000;

export function openStream(parts: {
  url: URL;
  token: string;
  registration: Registration;
  onNews: (news: FarNews) => void;
  /** It is open again, or lost: what was believed is to be asked again. */
  onTurn: (isUp: boolean) => void;
  onWelcome: (welcome: Welcome) => void;
  say: (text: string) => void;
}): Stream {
  const { url, token, registration, onNews, onTurn, onWelcome, say } = parts;
  let socket: WebSocket | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;
  let downSince: number | null = performance.now();
  const [welcomed, welcome] = promised<Welcome>();
  const [refused, refuse] = promised<string>();
  const lost = () => {
    if (downSince !== null) return;
    downSince = performance.now();
    onTurn(false);
  };
  const stop = (why: string) => {
    closed = true;
    lost();
    refuse(why);
  };
  function dial() {
    const address = new URL(proxyStreamPath, url);
    address.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const headers = { authorization: `Bearer ${token}`, [proxyVersionHeader]: String(proxyVersion) };
    const dialled = new WebSocket(address, {
      ...{ headers, perMessageDeflate: false, handshakeTimeout: handshakeWithinMs, lookup: lookupDoor },
      maxPayload: 1024 * 1024,
    });
    socket = dialled;
    let problem = `The primary at ${url.host} does not answer.`;
    let unanswered = 0;
    const pinging = setInterval(() => {
      if (dialled.readyState !== WebSocket.OPEN) return;
      // The network may have gone without a word; every second of not knowing is one in which a revoked key still opens. Pings are counted and no
      // time is measured: where this process itself had to wait for its turn, the answers wait here unread, and are read before the next ping.
      if (unanswered >= mostUnanswered) return dialled.terminate();
      unanswered += 1;
      dialled.ping();
    }, streamPingEveryMs);
    const hear = () => (unanswered = 0);
    dialled.on("pong", hear);
    dialled.on("unexpected-response", (_request, answer) => {
      if (answer.statusCode === 401)
        stop("The primary does not know this token: it was exchanged, or the proxy deleted. Add the proxy again.");
      else if (answer.statusCode === 426)
        stop(
          `The primary speaks proxy version ${String(answer.headers[proxyVersionHeader] ?? "?")}, this proxy ${proxyVersion}. Run the same Latchkey at both.`,
        );
      else if (answer.statusCode === 404) stop(`At ${url.host} is no Latchkey that knows proxies. Correct --primary-url.`);
      problem = `The primary at ${url.host} answered ${answer.statusCode ?? 0}.`;
      dialled.terminate();
    });
    dialled.on("open", () => {
      hear();
      problem = "The connection to the primary was lost.";
      dialled.send(JSON.stringify(registration));
    });
    dialled.on("message", (data: Buffer) => {
      hear();
      const said = JSON.parse(data.toString()) as Said;
      if (said.type === "news") return onNews(said);
      failures = 0;
      downSince = null;
      onWelcome(said);
      welcome(said);
      onTurn(true);
    });
    dialled.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOTFOUND")
        problem = `The name ${url.hostname} is unknown here (ENOTFOUND). Correct --primary-url, or the name server.`;
      else if (error.code === "ECONNREFUSED") problem = `Nothing listens at ${url.host} (ECONNREFUSED).`;
      else if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(error.code ?? ""))
        problem = `The primary's certificate is not trusted (${error.code ?? ""}). NODE_EXTRA_CA_CERTS names your own authority.`;
    });
    dialled.on("close", (code, reason) => {
      clearInterval(pinging);
      if (socket !== dialled) return;
      lost();
      if (code === proxyCloseCodes.tokenEnded) stop("The token was exchanged, or the proxy deleted. Add the proxy again.");
      if (code === proxyCloseCodes.refused) stop(reason.toString());
      if (closed) return;
      if (failures === 0) say(`${problem} Dialling again.`);
      failures += 1;
      const wait = Math.min(longestWaitMs, 100 * 2 ** failures);
      timer = setTimeout(dial, wait / 2 + (wait / 2) * Math.random());
    });
  }
  dial();
  return {
    get isUp() {
      return downSince === null;
    },
    get downSince() {
      return downSince;
    },
    welcomed,
    refused,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close(1000);
      socket?.terminate();
    },
  };
}

function promised<T>(): [Promise<T>, (value: T) => void] {
  let resolve: (value: T) => void = () => undefined;
  return [new Promise<T>((give) => (resolve = give)), (value) => resolve(value)];
}
