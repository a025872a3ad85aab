/**
 * The socket people arrive at: http, or https with a certificate that is re-read when its files change.
 * Guards: what cannot be read as a request ends here (malformed.ts), whatever its host and path.
 */
import { readFileSync, watchFile, unwatchFile } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { sendProblem } from "./answers.ts";
import { ConfigError, type Config } from "./config.ts";
import { AppError } from "./errors.ts";
import { findHeadProblem } from "./gateway.ts";
import type { Log } from "./log.ts";
import { createRefusals } from "./malformed.ts";
import { isWebSocketHandshake, readAgain } from "./other-upgrades.ts";
import { endStandingBodies } from "./standing-bodies.ts";
import { maxHeadBytes } from "./too-large.ts";
import { refuseUpgrade } from "./upgrades.ts";

export interface Listener {
  readonly server: Server;
  readonly port: number;
  /** Hands over what arrives, and what has arrived since the start: the port is taken first, so a restart makes nobody's request fail. */
  serve(owners: Owners): void;
  /** From now on every answer is the last on its connection: whoever asks next is to ask elsewhere. */
  retire(): void;
  /** Accepts no more. */
  stop(): void;
  /** Resolves when everything that was asked is answered, `graceMs` later at the latest; what is asked after that is not. Upgraded sockets are others' to end. */
  finish(graceMs: number): Promise<void>;
  /** Stops accepting, lets answers in flight finish for `graceMs`, then closes every connection. */
  close(graceMs: number): Promise<void>;
}

export interface Owners {
  /** Of the server's pages, which may frame what the listener itself answers. */
  accessOrigin?: string;
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

// No limit for a whole request: an upload takes its time (standing-bodies.ts).
const limits = { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000, maxHeaderSize: maxHeadBytes } as const;

/** Resolves when listening. Throws ConfigError when the address cannot be had. */
export async function openListener({ listen, tls }: Pick<Config, "listen" | "tls">, log: Log): Promise<Listener> {
  const server = tls ? createHttpsServer({ ...limits, ...readCertificate(tls) }) : createHttpServer(limits);
  endStandingBodies(server);
  let open: (owners: Owners) => void = () => undefined;
  let present: Owners | null = null;
  const owners = new Promise<Owners>((resolve) => (open = resolve));
  void owners.then((owner) => (present = owner));
  let closed: Promise<void> | null = null;
  const answering = new Set<ServerResponse>();
  const refusals = createRefusals({
    isAnswering: (socket) => [...answering].some((response) => response.socket === socket && response.headersSent),
    accessOrigin: () => present?.accessOrigin ?? null,
  });
  server.on("clientError", refusals.refuse);
  const refused = new WeakSet<Socket>();
  let isRetired = false;
  let isFinished = false;
  let noneLeft: () => void = () => undefined;
  const hand = (request: IncomingMessage, response: ServerResponse) => {
    // Its last byte came when whoever answers was closing already: unanswered, a load balancer asks another replica.
    if (isFinished) return void request.socket.destroy();
    // What came along behind a refused request may be a part of it. The connection ends with the refusal.
    if (refused.has(request.socket)) return;
    answering.add(response);
    response.once("close", () => {
      answering.delete(response);
      if (answering.size === 0) noneLeft();
    });
    if (isRetired) response.shouldKeepAlive = false;
    const problem = findHeadProblem(request);
    if (problem !== null) {
      response.shouldKeepAlive = false;
      refused.add(request.socket);
      return sendProblem(response, new AppError("bad_request", { detail: problem }));
    }
    // Once they are there, without a promise: with the hooks under Next's pages each costs microseconds.
    if (present) present.request(request, response);
    else void owners.then((owner) => owner.request(request, response));
  };
  server.on("request", hand);
  // Not welcomed here: whoever owns the request says 100 or refuses it, the app included (RFC 9110 §10.1.1).
  server.on("checkContinue", hand);
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const problem = findHeadProblem(request);
    if (problem !== null) return refuseUpgrade(socket, new AppError("bad_request", { detail: problem }));
    if (!isWebSocketHandshake(request)) return readAgain(server, request, socket, head);
    if (closed) return void socket.destroy(); // comes on a connection of before, when whoever owns sockets has closed already
    socket.on("error", () => socket.destroy()); // a peer that goes away in mid-handshake is no event
    // As over plain http: an upgraded protocol may end one direction before the other. Not for the whole server: a TLS connection that is
    // left before its first request would then never end.
    socket.allowHalfOpen = true;
    void owners.then((owner) => owner.upgrade(request, socket, head));
  };
  server.on("upgrade", (request, socket, head) => {
    if (refused.has(request.socket)) return;
    const goAway = () => socket.destroy();
    socket.on("error", goAway);
    // Answers leave in the order of the requests: what was asked before on this connection comes first.
    afterAll(
      [...answering].filter((response) => response.req.socket === request.socket),
      () => {
        socket.off("error", goAway);
        if (!socket.destroyed) upgrade(request, socket, head);
      },
    );
  });
  const stopWatching =
    tls && "setSecureContext" in server ? watchCertificate(tls, (pair) => server.setSecureContext(pair), log) : () => undefined;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListen(error, listen)));
    server.listen(listen.port, listen.host, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
  const stop = () => {
    closed ??= new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
  };
  const address = server.address();
  return {
    server,
    port: typeof address === "object" && address ? address.port : listen.port,
    serve: open,
    retire() {
      isRetired = true;
      for (const response of answering) response.shouldKeepAlive = false;
      server.closeIdleConnections();
    },
    stop,
    async finish(graceMs) {
      if (answering.size > 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, graceMs);
          noneLeft = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      isFinished = true;
    },
    async close(graceMs) {
      stopWatching();
      stop();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs).unref();
      await closed;
      clearTimeout(timer);
    },
  };
}

function explainListen(error: NodeJS.ErrnoException, { host, port }: Config["listen"]): Error {
  const cures: Record<string, string> = {
    EADDRINUSE: "something else listens there; stop it or give another port.",
    EACCES: "this user may not take that port; give one above 1023, or run it by a service manager that may.",
    EADDRNOTAVAIL: "this machine has no such address; give one of its own.",
  };
  const cure = cures[error.code ?? ""];
  return cure ? new ConfigError("--http-address", `${host}:${port} cannot be listened on: ${cure}`) : error;
}

function readCertificate({ certFile, keyFile }: NonNullable<Config["tls"]>) {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

/** Polls: certificates are replaced by rename or symlink, which watchers of inodes miss. A pair that does not fit keeps the old one in use. */
function watchCertificate(tls: NonNullable<Config["tls"]>, use: (pair: { cert: Buffer; key: Buffer }) => void, log: Log): () => void {
  const reload = () => {
    try {
      use(readCertificate(tls));
      log.info("the TLS certificate was reloaded");
    } catch (error) {
      log.warn("the new TLS certificate cannot be used; the one before stays", { error });
    }
  };
  for (const file of [tls.certFile, tls.keyFile]) watchFile(file, { interval: 2_000, persistent: false }, reload);
  return () => {
    for (const file of [tls.certFile, tls.keyFile]) unwatchFile(file, reload);
  };
}

function afterAll(answers: readonly ServerResponse[], then: () => void): void {
  let left = answers.length;
  if (left === 0) return then();
  for (const answer of answers) answer.once("close", () => --left === 0 && then());
}
