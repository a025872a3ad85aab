/** One HTTP exchange as a program makes it, bytes and trailers included. Dials loopback itself, whatever host the URL names (RFC 6761 §6.3). */
import { request as requestHttp, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface Exchange {
  status: number;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  setCookies: string[];
  body: Buffer;
  text: string;
  trailers: NodeJS.Dict<string>;
  json<T = Record<string, unknown>>(): T;
}

export interface Asked {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: Buffer | string;
  /** An address of this machine to ask from; 127.0.0.1 when left out. */
  localAddress?: string;
}

const withinMs = 30_000;

/** Sends a whole request to `port` of 127.0.0.1 and resolves with the whole answer. */
export function exchange(url: string, port: number, { method = "GET", headers = {}, body, localAddress }: Asked = {}): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const sent = openRequest(url, port, {
      method,
      headers: { ...length, ...headers },
      ...(localAddress !== undefined && { localAddress }),
    });
    sent.setTimeout(withinMs, () => sent.destroy(new Error(`${method} ${url} was not answered within ${withinMs} ms`)));
    sent.once("error", reject);
    sent.once("response", (answer) => void readWhole(answer).then(resolve, reject));
    sent.end(body);
  });
}

/** A request whose body and answer the test handles itself. The target keeps its bytes: nothing of it is normalised. */
export function openRequest(url: string, port: number, options: RequestOptions = {}): ClientRequest {
  const { protocol, host, hostname, target } = split(url);
  const headers = { host, ...(options.headers as Record<string, string>) };
  const common = { agent: false as const, setHost: false, ...options, host: "127.0.0.1", port, path: target, headers };
  return protocol === "https:" ? requestHttps({ ...common, servername: hostname, rejectUnauthorized: false }) : requestHttp(common);
}

/** A connection to where the URL's host is served, for bytes of the test's own. */
export function openConnection(url: string, port: number): Promise<Socket> {
  const { protocol, hostname } = split(url);
  return new Promise((resolve, reject) => {
    const socket: Socket =
      protocol === "https:"
        ? connectTls({ host: "127.0.0.1", port, servername: hostname, rejectUnauthorized: false }, () => resolve(socket))
        : connect({ host: "127.0.0.1", port, allowHalfOpen: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** The URL cut by hand: the parser of the language would tidy up what the test wants to keep. */
export function split(url: string): { protocol: string; host: string; hostname: string; target: string } {
  const [, protocol = "", host = "", target = ""] = /^(https?:)\/\/([^/?#]+)([^#]*)/.exec(url) ?? [];
  if (host === "") throw new Error(`not a URL: ${url}`);
  return { protocol, host, hostname: host.replace(/:\d+$/, ""), target: target.startsWith("/") ? target : `/${target}` };
}

export function readWhole(answer: IncomingMessage): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.once("error", reject);
    answer.once("end", () => {
      const body = Buffer.concat(chunks);
      const text = body.toString("utf8");
      const { statusCode: status = 0, headers, rawHeaders, trailers } = answer;
      const setCookies = headers["set-cookie"] ?? [];
      resolve({ status, headers, rawHeaders, setCookies, body, text, trailers, json: () => JSON.parse(text) as never });
    });
  });
}
