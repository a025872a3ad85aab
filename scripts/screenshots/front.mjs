// @ts-check
/**
 * What stands between the browser and the door while pictures are taken: it can be gone, fail, never answer, or bring a new service
 * worker, so that every state of a screen can be looked at, or be far away (`awayMs`). It also says from which address each browser comes, as a reverse proxy does.
 */
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { apps, servers } from "./people.mjs";

/**
 * @typedef {"open" | "gone" | "unavailable" | "silent" | "limited"} Mood
 * @typedef {{port: number, mood: Mood, isNewBuild: boolean, awayMs: number, close(): Promise<void>}} Front
 */

/**
 * `isNewBuild` makes the same build look like the next one: its id is another one of the same length, wherever it stands.
 * @param {{doorPort: number, buildId: string, addressOf: (userAgent: string) => string}} options
 * @returns {Promise<Front>}
 */
export async function openFront({ doorPort, buildId, addressOf }) {
  const nextBuildId = "0".repeat(buildId.length);
  /** @type {Set<import("node:stream").Duplex>} */
  const sockets = new Set();
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    const isFile = /^\/_next\/|\.\w+$/.test(path);
    if (front.mood === "gone") return void incoming.socket.destroy();
    if (front.mood === "silent" && !isFile) return;
    if (front.mood === "unavailable" && !isFile) return refuse(outgoing, 503, "unavailable", { "retry-after": "5" });
    if (front.mood === "limited" && incoming.method === "POST") return refuse(outgoing, 429, "rate_limited", { "retry-after": "42" });
    const address = addressOf(incoming.headers["user-agent"] ?? "");
    const headers = { ...incoming.headers, "x-forwarded-for": address, "accept-encoding": "identity" };
    const target = { host: "127.0.0.1", port: doorPort, method: incoming.method, path: path.replaceAll(nextBuildId, buildId) };
    const onward = request({ ...target, headers, setHost: false }, async (answer) => {
      await delay(front.awayMs);
      const isList = path === "/api/v1/workspaces" && answer.statusCode === 200;
      const { "content-length": _length, ...headersOfList } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, isList ? headersOfList : answer.headers);
      const isText = /html|javascript|json/.test(answer.headers["content-type"] ?? "");
      if (!isList && !(front.isNewBuild && isText)) return void answer.pipe(outgoing);
      /** @type {Buffer[]} */
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        outgoing.end(isList ? withServers(text) : text.replaceAll(buildId, nextBuildId));
      });
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming, socket, head) => {
    if (front.mood !== "open") return void socket.destroy();
    const onward = connect(doorPort, "127.0.0.1", () => {
      const lines = incoming.rawHeaders.flatMap((text, at, all) => (at % 2 === 0 ? [`${text}: ${all[at + 1]}`] : []));
      onward.write(`${[`GET ${incoming.url} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const [one, other] of [/** @type {const} */ ([onward, socket]), /** @type {const} */ ([socket, onward])]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    sockets.add(onward);
  });
  /** @type {Mood} */
  let mood = "open";
  const front = {
    port: 0,
    isNewBuild: false,
    awayMs: 0,
    get mood() {
      return mood;
    },
    /** Open sockets feel a change at once. */
    set mood(next) {
      mood = next;
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", () => resolve(null)));
  front.port = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  return front;
}

/** The list of what can be opened, with the apps and servers of the pictures instead of what happens to run on the machine that takes them. @param {string} text */
function withServers(text) {
  const answer = JSON.parse(text);
  for (const workspace of answer.workspaces) {
    const { host = "", href = "" } = workspace.ports[0] ?? {};
    const ordinary = { sharing: "owner", sharedUntil: null, tls: false, tlsVerify: true, listening: true, pinned: false };
    const place = (/** @type {string | number} */ item) => {
      const move = (/** @type {string} */ text) => text.replace(/\d+/, String(item));
      return { host: move(host), href: move(href) };
    };
    workspace.ports = servers.map((server) => ({ ...ordinary, ...server, ...place(server.port) }));
    const app = { ...ordinary, path: "/", cors: "allow", healthPath: null, health: "healthy", fromFile: false };
    workspace.apps = apps.map(({ endsInHours, ...own }) => ({
      ...app,
      ...own,
      ...place(own.slug),
      sharedUntil: endsInHours === undefined ? null : new Date(Date.now() + endsInHours * 3_600_000).toISOString(),
    }));
  }
  return JSON.stringify(answer);
}

/** @param {import("node:http").ServerResponse} outgoing @param {number} status @param {string} code @param {Record<string, string>} headers */
function refuse(outgoing, status, code, headers) {
  const retryAfterSeconds = Number(headers["retry-after"]);
  const detail = code === "rate_limited" ? `Too many attempts. Try again in ${retryAfterSeconds} seconds.` : "";
  outgoing.writeHead(status, { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" });
  outgoing.end(JSON.stringify({ type: "about:blank", title: code, status, code, detail, retryAfterSeconds }));
}
