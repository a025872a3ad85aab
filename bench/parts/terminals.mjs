// @ts-check
/** Everybody whose terminals are measured, with the same script in each: Latchkey's two ways, a bare pipe, wetty; and the client. */
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startAgent } from "./agent.mjs";
import { ask, signIn, startDoor } from "./door.mjs";
import { startProgram } from "./places.mjs";
import { startWetty } from "./wetty.mjs";

/** @typedef {import("./terminal-wires.mjs").Target} Target */
/** @typedef {"here" | "tunnel" | "bare" | "wetty"} Name */
/** A terminal, until `end`. @typedef {{target: Target, end(): Promise<void>}} Opened */

export const titles = /** @type {const} */ ({
  here: "the door's own machine",
  tunnel: "through an agent's tunnel",
  bare: "bare ws and node-pty",
  wetty: "wetty",
});
const [columns, rows] = [80, 24];

/**
 * Starts them all. `wetty` is left out where it does not start, and a note says so.
 * @param {{packageDir: string, nodeOptions?: string[]}} options `nodeOptions`: of door and agent
 */
export async function startTerminals({ packageDir, nodeOptions = [] }) {
  /** @type {(() => unknown)[]} */
  const stops = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  /** @type {string[]} */
  const notes = [];
  const dir = makeScratchDir("terminals", stops);
  // A file that can be run by its name is all that wetty takes.
  const script = join(dir, "script");
  copyFileSync(fileURLToPath(new URL("../programs/terminal-script.sh", import.meta.url)), script);
  chmodSync(script, 0o755);
  try {
    const client = await startProgram("generator", new URL("../programs/terminal-client.mjs", import.meta.url));
    stops.push(client.stop);
    const bare = await startProgram("proxy", new URL("../programs/bare-terminal.mjs", import.meta.url), [script]);
    stops.push(bare.stop);
    // A home with nothing in it: what a person's own profile does when a shell starts is nobody's here.
    const door = await startDoor({ packageDir, dataDir: makeScratchDir("door", stops), home: dir, nodeOptions, isPinned: true });
    stops.push(door.stop);
    const cookie = await signIn(door);
    const agent = await startAgent({ packageDir, door, cookie, name: "workstation", nodeOptions });
    stops.push(agent.stop);
    /** @type {Partial<Record<Name, () => Promise<Opened>>>} */
    const openers = {
      here: () => openOurs(door, cookie, { workspace: "this-machine", script }),
      tunnel: () => openOurs(door, cookie, { workspace: agent.workspaceId, script }),
      bare: () => Promise.resolve(perConnection({ language: "bare", url: `ws://127.0.0.1:${bare.first.port}/`, headers: {} })),
    };
    try {
      const wetty = await startWetty(script);
      stops.push(wetty.stop);
      openers.wetty = () => Promise.resolve(perConnection({ language: "wetty", url: wetty.url, headers: {} }));
    } catch (error) {
      notes.push(`Without wetty: ${error instanceof Error ? error.message : error}`);
    }
    const open = (/** @type {Name} */ name) => openers[name]?.() ?? Promise.reject(new Error(`${titles[name]} is not there.`));
    /** One measurement in a terminal. @param {Target} target @param {{task: string, [option: string]: unknown}} asked @returns {Promise<any>} */
    const measure = (target, asked) => client.ask({ ...asked, target });
    const names = /** @type {Name[]} */ (Object.keys(openers));
    return { names, notes, dir, open, measure, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Its PTY comes and goes with the WebSocket. @param {Target} target @returns {Opened} */
function perConnection(target) {
  return { target, end: () => Promise.resolve() };
}

/**
 * @param {{port: number, origin: string}} door
 * @param {string} cookie
 * @param {{workspace: string, script: string}} options
 * @returns {Promise<Opened>}
 */
async function openOurs({ port, origin }, cookie, { workspace, script }) {
  const host = new URL(origin).host;
  const headers = { cookie, origin, "content-type": "application/json" };
  const body = { command: `exec ${script}`, columns, rows };
  const made = await ask({ port, path: `/api/v1/workspaces/${workspace}/terminals`, host, method: "POST", headers, body });
  if (made.status !== 201) throw new Error(`Opening a terminal was answered ${made.status}: ${made.body}`);
  const { id } = JSON.parse(made.body).terminal;
  const url = `ws://127.0.0.1:${port}/api/v1/terminals/${id}/socket?viewer={viewer}&columns=${columns}&rows=${rows}`;
  return {
    target: { language: "latchkey", url, headers: { host, origin, cookie } },
    async end() {
      await ask({ port, path: `/api/v1/terminals/${id}`, host, method: "DELETE", headers });
    },
  };
}

/**
 * Removed however this process ends: what holds the door's terminals is nobody's child, and ends when its directory is gone.
 * @param {string} name
 * @param {(() => unknown)[]} stops
 */
function makeScratchDir(name, stops) {
  const dir = mkdtempSync(join(tmpdir(), `latchkey-bench-${name}-`));
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  stops.push(() => {
    remove();
    process.off("exit", remove);
  });
  return dir;
}
