/**
 * A program that talks to a door: raw headers in and out, no redirect followed, one small cookie jar.
 * Dials loopback itself, because Node's resolver does not know `*.localhost` (RFC 6761 §6.3).
 */
import { request as requestHttp, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The Set-Cookie lines, one by one and untouched. */
  setCookies: string[];
  text: string;
  /** The body as JSON; throws with the body's text when it is not. */
  json<T = Record<string, unknown>>(): T;
}

export interface RequestOptions {
  /** A null takes away a header that would be sent by default (`origin`, `cookie`, `host`, `content-type`). */
  headers?: Record<string, string | string[] | null>;
  /** Sent as JSON; a string or a Buffer is sent as it is. */
  body?: unknown;
}

export interface HttpClient {
  /** Name to value, as the last answers set them. Fill it to plant a cookie. */
  readonly cookies: Map<string, string>;
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  delete(path: string, options?: RequestOptions): Promise<Answer>;
  /** The jar as one Cookie header. */
  cookieHeader(): string;
}

export interface DialOptions {
  port?: number;
  /** False where https ends at a proxy before the door, and this program stands in that proxy's place. */
  tls?: boolean;
}

/** Speaks to the door on `port` of 127.0.0.1 as if it had resolved `origin` there. */
export function createHttpClient(origin: string, dial: DialOptions = {}): HttpClient {
  const cookies = new Map<string, string>();
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const client: HttpClient = {
    cookies,
    cookieHeader,
    async request(method, path, options = {}) {
      const body = encodeBody(options.body);
      const headers: OutgoingHttpHeaders = { host: new URL(origin).host };
      if (cookies.size > 0) headers["cookie"] = cookieHeader();
      if (!["GET", "HEAD", "OPTIONS"].includes(method)) headers["origin"] = origin;
      if (body !== null) Object.assign(headers, { "content-type": "application/json", "content-length": body.length });
      for (const [name, value] of Object.entries(options.headers ?? {})) {
        if (value === null) delete headers[name];
        else headers[name] = value;
      }
      const answer = await send(origin, dial, method, path, headers, body);
      for (const line of answer.setCookies) keepCookie(cookies, line);
      return answer;
    },
    get: (path, options) => client.request("GET", path, options),
    post: (path, body, options) => client.request("POST", path, { ...options, body }),
    delete: (path, options) => client.request("DELETE", path, options),
  };
  return client;
}

/** The parts of a Set-Cookie line: `attributes` has lower-case names, a flag has the value "". */
export function parseSetCookie(line: string): { name: string; value: string; attributes: Record<string, string> } {
  const [pair = "", ...rest] = line.split("; ");
  const attributes = rest.map((part) => [part.split("=")[0]?.toLowerCase() ?? "", part.slice(part.indexOf("=") + 1 || part.length)]);
  return { name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), attributes: Object.fromEntries(attributes) };
}

function encodeBody(body: unknown): Buffer | null {
  if (body === undefined) return null;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function send(
  origin: string,
  { port = Number(new URL(origin).port), tls = origin.startsWith("https:") }: DialOptions,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body: Buffer | null,
): Promise<Answer> {
  const target = { host: "127.0.0.1", port, method, path, headers, agent: false, timeout: 30_000, setHost: false };
  return new Promise((resolve, reject) => {
    const outgoing = tls
      ? requestHttps({ ...target, servername: new URL(origin).hostname, rejectUnauthorized: false })
      : requestHttp(target);
    outgoing.once("error", reject);
    outgoing.once("timeout", () => outgoing.destroy(new Error(`${method} ${path} was not answered within 30 s`)));
    outgoing.once("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", reject);
      incoming.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const setCookies = incoming.headers["set-cookie"] ?? [];
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, setCookies, text, json: () => parseJson(text) });
      });
    });
    outgoing.end(body ?? undefined);
  });
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const { name, value, attributes } = parseSetCookie(line);
  // What is set for another path or domain is not ours to send: only `/` and host-only lives in this jar.
  if (attributes["path"] !== "/" || "domain" in attributes) return;
  if (attributes["max-age"] === "0") cookies.delete(name);
  else cookies.set(name, value);
}

function parseJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`Not JSON: ${text.slice(0, 300)}`);
  }
}
