/** As much of a door's outside as the command line touches, written from the contract; it remembers what it was asked. */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface StandIn {
  origin: string;
  port: number;
  requests: { method: string; path: string; headers: IncomingMessage["headers"]; body: string }[];
  /** Tokens that are alive, by id. */
  tokens: Map<string, { name: string; token: string; scopes: string[] }>;
  sessions: Set<string>;
  setUpNeeded: boolean;
  /** What a bad proxy in between would do to an answer or a request. */
  spoil: { cookie?: (header: string) => string | null; host?: string; noUpgrade?: boolean; cacheControl?: string };
  close(): Promise<void>;
}

export const person = {
  id: "0123456789abcdef",
  email: "ada@example.com",
  name: "ada",
  role: "owner",
  createdAt: "2026-11-01T08:00:00.000Z",
};
export const password = "correct horse river stapler 99";

export async function openStandIn(): Promise<StandIn> {
  const server = createServer((request, response) => void answer(request, response));
  server.on("upgrade", (request, socket) => {
    if (door.spoil.noUpgrade) return void socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    const [status, code] = request.headers.origin === door.origin ? [401, "no_session"] : [403, "cross_origin"];
    const body = JSON.stringify({ code, title: code, status });
    socket.end(
      `HTTP/1.1 ${status} Refused\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://latchkey.localhost:${port}`;
  const cookieName = `latchkey_session-${createHash("sha256").update(origin).digest("hex").slice(0, 8)}`;
  const door: StandIn = {
    ...{ origin, port, requests: [], tokens: new Map(), sessions: new Set(), setUpNeeded: false, spoil: {} },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return door;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url = "", headers } = request;
    door.requests.push({ method, path: url, headers, body });
    response.setHeader("cache-control", door.spoil.cacheControl ?? "no-store");
    const send = (status: number, value?: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(value === undefined ? undefined : JSON.stringify(value));
    const refuse = (status: number, code: string) => send(status, { code, title: `It is ${code}.`, status });
    const setCookie = (header: string) => {
      const spoilt = door.spoil.cookie ? door.spoil.cookie(header) : header;
      if (spoilt) response.setHeader("set-cookie", spoilt);
    };
    if (url === "/healthz") return void response.end("ok\n");
    if ((door.spoil.host ?? headers.host) !== `latchkey.localhost:${port}`) return void refuse(421, "misdirected");
    if (url === "/api/v1/setup") return void send(200, { needed: door.setUpNeeded });
    if (!url.startsWith("/api/")) {
      if (headers.cookie?.includes(`${cookieName}=`)) setCookie(`${cookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`);
      return void response.writeHead(401).end();
    }
    if (method !== "GET" && headers.origin !== origin && !headers.authorization) return void refuse(403, "cross_origin");
    if (method === "POST" && url === "/api/v1/session") {
      const credentials = JSON.parse(body) as { email?: string; password?: string };
      if (credentials.email === undefined) return void refuse(400, "bad_request");
      if (credentials.email !== person.email || credentials.password !== password) return void refuse(401, "invalid_credentials");
      const value = randomBytes(12).toString("hex");
      door.sessions.add(value);
      setCookie(`${cookieName}=${value}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`);
      return void send(201, { user: person, key: {} });
    }
    const bearer = [...door.tokens].find(([, { token }]) => headers.authorization === `Bearer ${token}`)?.[0];
    const session = [...door.sessions].find((value) => headers.cookie === `${cookieName}=${value}`);
    if (bearer === undefined && session === undefined) return void refuse(401, headers.authorization ? "session_revoked" : "no_session");
    if (method === "DELETE" && url === "/api/v1/session") {
      door.sessions.delete(session ?? "");
      return void send(204);
    }
    if (url === "/api/v1/session") return void send(200, { user: person, key: present(bearer ?? ""), device: null, cookieExpiresAt: null });
    if (method === "POST") {
      const wish = JSON.parse(body) as { name: string; scopes?: string[] };
      const id = randomBytes(8).toString("hex");
      const token = `lk_${id}_${randomBytes(16).toString("hex")}`;
      door.tokens.set(id, { name: wish.name, token, scopes: wish.scopes ?? ["all"] });
      return void send(201, { key: present(id), token });
    }
    if (method === "DELETE") return void (door.tokens.delete(url.slice("/api/v1/keys/".length)) ? send(204) : refuse(404, "not_found"));
    send(200, {
      keys: [{ ...present(""), id: "sessionsession00", kind: "session", name: "Chromium" }, ...[...door.tokens.keys()].map(present)],
    });

    function present(id: string) {
      const times = {
        createdAt: "2026-11-01T08:00:00.000Z",
        lastUsedAt: "2026-11-02T08:00:00.000Z",
        expiresAt: "2027-11-01T08:00:00.000Z",
      };
      return {
        id,
        kind: "token",
        name: door.tokens.get(id)?.name ?? "",
        scopes: door.tokens.get(id)?.scopes ?? [],
        ...times,
        current: id === bearer,
      };
    }
  }
}
