// @ts-check
/** A real door for the pictures: the built server on data of its own, with a believable owner, devices and tokens. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openFront } from "./front.mjs";
import { makeHome } from "./home.mjs";
import { crowd, writePast } from "./past.mjs";
import { addressOf, others, owner, tokens } from "./people.mjs";
import { openPicturedRegion } from "./region.mjs";

/** What the pictures show as the door's address: that of `npm start`, wherever this door really listens. */
const accessUrl = "http://latchkey.localhost:3000";
const wildcard = "*.apps.latchkey.localhost:3000";

/** @param {string} root of the checkout, built */
export async function openPicturedDoor(root) {
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-pictures-"));
  const [port, regionPort] = [await findFreePort(), await findFreePort()];
  const send = (/** @type {string} */ path, /** @type {unknown} */ body, headers = {}, method = "POST") =>
    ask(port, method, path, body, headers);
  const home = makeHome(join(dataDir, "home"));
  let stop = await start(root, dataDir, port, home);
  /** Of the device that signed in last. */
  let cookie = "";
  /** @type {Awaited<ReturnType<typeof openPicturedRegion>> | null} */
  let region = null;
  const { buildId } = JSON.parse(readFileSync(join(root, "dist/build.json"), "utf8"));
  const front = await openFront({ doorPort: port, buildId, addressOf });
  return {
    origin: accessUrl,
    front,
    /** For Chromium's --host-resolver-rules. */
    resolverRules: `MAP latchkey.localhost:3000 127.0.0.1:${front.port}, MAP sydney.latchkey.localhost:3000 127.0.0.1:${regionPort}`,
    /** Creates the owner, from a browser that is not seen again. */
    async setUp() {
      const cookie = await send("/api/v1/setup", owner);
      await send("/api/v1/session", undefined, { cookie }, "DELETE");
    },
    /** Signs the other devices in and makes the tokens; then their past is written, so that not everything happened just now. */
    async fill() {
      for (const { userAgent, hasDeviceKey, address } of others) {
        const deviceKey = hasDeviceKey ? generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }) : null;
        const headers = { "user-agent": userAgent, "x-forwarded-for": address };
        cookie = await send("/api/v1/session", { email: owner.email, password: owner.password, deviceKey }, headers);
      }
      for (const { name, lifetime, scopes } of tokens) await send("/api/v1/keys", { name, lifetime, scopes }, { cookie });
      await stop();
      writePast(dataDir);
      stop = await start(root, dataDir, port, home);
    },
    /** @param {string} keyId */
    endFromElsewhere: (keyId) => send(`/api/v1/keys/${keyId}`, undefined, { cookie }, "DELETE"),
    /** Adds as many more sessions, copies of one. @param {number} count */
    crowd: (count) => crowd(dataDir, count),
    /** The door is far away from here on, and a proxy in Sydney is near. */
    async moveAway() {
      region = await openPicturedRegion({ root, dataDir, port: regionPort, doorPort: port, accessUrl, cookie });
      front.awayMs = 180;
    },
    async close() {
      await region?.close();
      await front.close();
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts the server and gives what stops it. @param {string} root @param {string} dataDir @param {number} port @param {string} home */
async function start(root, dataDir, port, home) {
  const flags = Object.entries({
    "http-address": `127.0.0.1:${port}`,
    "data-dir": dataDir,
    "access-url": accessUrl,
    "wildcard-access-url": wildcard,
    "trusted-proxies": "127.0.0.1",
  }).flatMap(([name, value]) => [`--${name}`, value]);
  const { PATH } = process.env;
  const child = spawn(process.execPath, [join(root, "dist/latchkey.js"), "serve", ...flags], {
    cwd: root,
    env: { NODE_ENV: "production", PATH, HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`The door did not open:\n${said}`);
    await delay(100);
  }
  return async () => {
    child.kill("SIGTERM");
    await ended;
  };
}

/** @param {number} port @returns {Promise<boolean>} */
function isReady(port) {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/**
 * Gives the cookie that was set. Throws when the answer is not a good one.
 * @param {number} port
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {Record<string, string>} headers
 * @returns {Promise<string>}
 */
function ask(port, method, path, body, headers) {
  const { host, origin } = new URL(accessUrl);
  const all = { host, origin, "content-type": "application/json", ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers: all }, (answer) => {
      answer.resume();
      if (!String(answer.statusCode).startsWith("2")) return reject(new Error(`${method} ${path} answered ${answer.statusCode}`));
      answer.on("end", () => resolve(answer.headers["set-cookie"]?.[0]?.split(";", 1)[0] ?? ""));
    });
    outgoing.once("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
