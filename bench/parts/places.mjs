// @ts-check
/**
 * Which processor each process of a measurement has. On a small machine the load generator and what it measures would take time from each
 * other, so each proxy has one processor to itself, and the generator shares another with the app behind it: the proxy is what is full first.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** @typedef {"generator" | "app" | "proxy"} Place */

const isPinned = availableParallelism() >= 2 && hasTaskset();
/** @type {Record<Place, number>} */
const processors = availableParallelism() >= 4 ? { generator: 0, app: 2, proxy: 1 } : { generator: 0, app: 0, proxy: 1 };

/** For the notes below a table. */
export const placesNote = isPinned
  ? `Pinned with taskset: load generator on processor ${processors.generator}, the app on ${processors.app}, the proxy that is measured alone on ${processors.proxy}.`
  : "Nothing was pinned to a processor: load generator, app and proxy took time from each other.";

/**
 * A command that runs at its place.
 * @param {Place} place
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[command: string, args: string[]]}
 */
export function commandAt(place, command, args) {
  return isPinned ? ["taskset", ["-c", String(processors[place]), command, ...args]] : [command, [...args]];
}

/** Ends a process with this one, however that ends. @template {import("node:child_process").ChildProcess} C @param {C} child @returns {C} */
export function endWithUs(child) {
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}

/**
 * A Node program of ours in a process of its own, with a channel for messages. Ready when it has sent its first.
 * @param {Place} place
 * @param {URL} file
 * @param {readonly string[]} [args]
 * @param {{node?: string}} [options]
 */
export async function startProgram(place, file, args = [], { node = process.execPath } = {}) {
  const [command, rest] = commandAt(place, node, [file.pathname, ...args]);
  const child = endWithUs(spawn(command, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] }));
  const ended = once(child, "exit");
  const failed = ended.then(() => Promise.reject(new Error(`${file.pathname} ended.`)));
  failed.catch(() => undefined);
  /** @returns {Promise<any>} */
  const hear = async () => (await Promise.race([once(child, "message"), failed]))[0];
  const first = await hear();
  return {
    first,
    pid: /** @type {number} */ (child.pid),
    /** One message there, one back. @param {object} message @returns {Promise<any>} */
    async ask(message) {
      child.send(message);
      const answer = await hear();
      if (answer.error) throw new Error(answer.error);
      return answer;
    },
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function hasTaskset() {
  try {
    execFileSync("taskset", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
