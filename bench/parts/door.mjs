// @ts-check
/** The built server in a process of its own, as `latchkey serve` runs it, and one person who is signed in there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { commandAt, endWithUs } from "./places.mjs";
import { readMemory } from "./process-numbers.mjs";

export const person = { email: "ada@example.com", name: "ada", password: "violet-Anchor-93-tundra" };
const startTimeoutMs = 60_000;

/**
 * Starts the door of the package in `packageDir` on `dataDir` and waits until it answers.
 * @param {{packageDir: string, dataDir: string, port?: number, nodeOptions?: string[], isPinned?: boolean, home?: string}} options `port`: a free
 *   one by default; `isPinned`: on the processor of what is measured; `home`: of the shells in its terminals
 */
export async function startDoor({ packageDir, dataDir, port, nodeOptions = [], isPinned = false, home = process.env["HOME"] }) {
  const ownPort = port ?? (await findFreePort());
  const metricsPort = await findFreePort();
  const args = [
    ...[...nodeOptions, "dist/latchkey.js", "serve", "--http-address", `127.0.0.1:${ownPort}`, "--data-dir", dataDir],
    ...["--metrics-address", `127.0.0.1:${metricsPort}`],
  ];
  const [command, rest] = isPinned ? commandAt("proxy", process.execPath, args) : [process.execPath, args];
  const child = spawn(command, rest, {
    cwd: packageDir,
    env: /** @type {any} */ ({ PATH: process.env["PATH"], HOME: home }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const until = performance.now() + startTimeoutMs;
  while (!(await answers(ownPort))) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`The door does not start:\n${said}`);
    await delay(50);
  }
  return {
    port: ownPort,
    origin: `http://latchkey.localhost:${ownPort}`,
    pid: /** @type {number} */ (child.pid),
    readMemory: () => readMemory(/** @type {number} */ (child.pid)),
    /** What V8 holds in use, bytes. */
    async readHeapBytes() {
      const { body } = await ask({ port: metricsPort, path: "/metrics", host: `127.0.0.1:${metricsPort}` });
      return Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(body)?.[1]);
    },
    /** How many requests it has answered so far. */
    async readAnswers() {
      const { body } = await ask({ port: metricsPort, path: "/metrics", host: `127.0.0.1:${metricsPort}` });
      return [...body.matchAll(/^latchkey_http_answers_total\{[^}]*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/**
 * Signs the person in, after setting the door up when it is new.
 * @param {{port: number, origin: string}} door
 * @returns {Promise<string>} the Cookie header
 */
export async function signIn({ port, origin }) {
  const send = (/** @type {string} */ path) =>
    ask({ port, path, host: new URL(origin).host, method: "POST", headers: { origin, "content-type": "application/json" }, body: person });
  const setUp = await send("/api/v1/setup");
  const answer = setUp.status === 201 ? setUp : await send("/api/v1/session");
  const [cookie] = answer.cookies;
  if (answer.status !== 201 || !cookie) throw new Error(`Signing in was answered ${answer.status}: ${answer.body}`);
  return cookie.split(";", 1)[0] ?? "";
}

/**
 * One request to this machine, whatever its resolver makes of *.localhost.
 * @param {{port: number, path: string, host: string, method?: string, headers?: Record<string, string>, body?: unknown, text?: string}} asked
 *   `body` is sent as JSON, `text` as it is
 * @returns {Promise<{status: number, cookies: string[], location: string, body: string}>}
 */
export async function ask({ port, path, host, method = "GET", headers = {}, body, text }) {
  const sent = request({ host: "127.0.0.1", port, path, method, agent: false, headers: { host, ...headers } });
  sent.end(body === undefined ? text : JSON.stringify(body));
  const [response] = await once(sent, "response");
  let answer = "";
  for await (const chunk of response.setEncoding("utf8")) answer += chunk;
  const { "set-cookie": cookies = [], location = "" } = response.headers;
  return { status: response.statusCode, cookies, location, body: answer };
}

/** @param {number} port */
async function answers(port) {
  const found = await ask({ port, path: "/healthz", host: `127.0.0.1:${port}` }).catch(() => null);
  return found?.status === 200;
}

/** @returns {Promise<number>} */
export async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return address.port;
}
