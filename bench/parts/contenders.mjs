// @ts-check
/** Everybody who is measured before one app: the app itself, Latchkey, httpxy, nginx, code-server; and the load generator. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAppSession } from "./app-session.mjs";
import { startCodeServer } from "./code-server.mjs";
import { person, signIn, startDoor } from "./door.mjs";
import { startNginx } from "./nginx.mjs";
import { installHttpxy } from "./peer-packages.mjs";
import { placesNote, startProgram } from "./places.mjs";

/** @typedef {import("./raw-connection.mjs").Target} Target */
/** @typedef {"direct" | "latchkey" | "httpxy" | "nginx" | "code-server"} Name */

export const titles = /** @type {const} */ ({
  direct: "the app directly",
  latchkey: "Latchkey",
  httpxy: "bare httpxy",
  nginx: "nginx with auth_request",
  "code-server": "code-server's /proxy",
});

/**
 * Starts them all. A peer that is not here is left out, and a note says so.
 * @param {{packageDir: string, warmUpMs: number, only?: Name[], nodeOptions?: string[]}} options `warmUpMs`: load for each before anything is
 *   measured, or Node would still be compiling; `only`: all by default; `nodeOptions`: of the door's process
 */
export async function startContenders({ packageDir, warmUpMs, only, nodeOptions }) {
  /** @type {(() => unknown)[]} */
  const stops = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  const notes = [placesNote];
  /** @type {Partial<Record<Name, Target>>} */
  const targets = {};
  const start = async (/** @type {Name} */ name, /** @type {(port: number) => Promise<{target: Target, stop(): unknown}>} */ open) => {
    if (only && !only.includes(name)) return;
    try {
      const { target, stop: stopIt } = await open(app.first.port);
      stops.push(stopIt);
      targets[name] = target;
    } catch (error) {
      notes.push(`Without ${titles[name]}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const keep = (/** @type {Awaited<ReturnType<typeof startProgram>>} */ program) => {
    stops.push(program.stop);
    return program;
  };

  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-bench-door-"));
  stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const appFile = new URL("../programs/app.mjs", import.meta.url);
  const app = keep(await startProgram("app", appFile));
  // The app that is asked directly has the processor that a proxy would have.
  const bareApp = keep(await startProgram("proxy", appFile));
  const generator = keep(await startProgram("generator", new URL("../programs/generator.mjs", import.meta.url)));
  targets.direct = targetOn(bareApp.first.port);
  try {
    const door = await startDoor({ packageDir, dataDir, nodeOptions, isPinned: true });
    stops.push(door.stop);
    targets.latchkey = await openAppSession(door, await signIn(door), { name: person.name, appPort: app.first.port });
    const httpxy = keep(
      await startProgram("proxy", new URL("../programs/httpxy.mjs", import.meta.url), [
        await installHttpxy(),
        `http://127.0.0.1:${app.first.port}`,
      ]),
    );
    targets.httpxy = targetOn(httpxy.first.port);
    await start("nginx", startNginx);
    await start("code-server", startCodeServer);
    /** One measurement of one of them. @param {Name} name @param {{task: string, [option: string]: unknown}} asked @returns {Promise<any>} */
    const ask = (name, asked) =>
      generator.ask({ ...asked, target: targets[name] }).catch((error) => {
        throw new Error(`${titles[name]}: ${error.message}`);
      });
    const names = /** @type {Name[]} */ (Object.keys(targets));
    if (warmUpMs > 0) for (const name of names) await ask(name, { task: "requests", connections: 32, ms: warmUpMs });
    return { names, notes, door, httpxy, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {number} port @returns {Target} */
function targetOn(port) {
  return { port, path: "", headers: { host: `127.0.0.1:${port}` } };
}
