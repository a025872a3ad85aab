// @ts-check
/** A real regional proxy for the pictures, near the browser while the door is far away. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

const connectWithinMs = 30_000;

/**
 * Adds it to the door, starts it and waits until it has the door.
 * @param {{root: string, dataDir: string, port: number, doorPort: number, accessUrl: string, cookie: string}} options
 *   `accessUrl`, `cookie`: the door's, and of its owner
 */
export async function openPicturedRegion({ root, dataDir, port, doorPort, accessUrl, cookie }) {
  const token = await addProxy(doorPort, accessUrl, cookie);
  const flags = Object.entries({
    "primary-url": `http://127.0.0.1:${doorPort}`,
    "http-address": `127.0.0.1:${port}`,
    "access-url": "http://sydney.latchkey.localhost:3000",
    "wildcard-access-url": "*.sydney.latchkey.localhost:3000",
  }).flatMap(([name, value]) => [`--${name}`, value]);
  const { PATH } = process.env;
  const child = spawn(process.execPath, [join(root, "dist/latchkey.js"), "proxy", ...flags], {
    cwd: root,
    env: { NODE_ENV: "production", PATH, HOME: dataDir, LATCHKEY_TOKEN: token },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  for (const until = Date.now() + connectWithinMs; !said.includes("Connected to the door"); await delay(100))
    if (child.exitCode !== null || Date.now() > until) throw new Error(`The proxy does not connect:\n${said}`);
  return {
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Gives the token it runs with. @param {number} port @param {string} accessUrl @param {string} cookie @returns {Promise<string>} */
async function addProxy(port, accessUrl, cookie) {
  const { host, origin } = new URL(accessUrl);
  const headers = { host, origin, cookie, "content-type": "application/json" };
  const outgoing = request({ host: "127.0.0.1", port, method: "POST", path: "/api/v1/proxies", headers });
  outgoing.end(JSON.stringify({ name: "Sydney" }));
  const [answer] = await once(outgoing, "response");
  if (answer.statusCode !== 201) throw new Error(`Adding a proxy was answered ${answer.statusCode}.`);
  const { token } = /** @type {{token: string}} */ (await json(answer));
  return token;
}
