// @ts-check
/** One line per step with the time it took; on a terminal the line ticks while the step runs. */
import { spawn } from "node:child_process";

const maxShownChars = 400;

/**
 * Runs one step and reports it. What fails is thrown on.
 * @template T
 * @param {string} name said in the imperative: "Build the pages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const live = process.stderr.isTTY === true;
  const show = (/** @type {string} */ mark, /** @type {string} */ end) =>
    process.stderr.write(`${live ? "\r\x1b[K" : ""}${mark} ${name}${end}`);
  show("·", live ? " …" : " …\n");
  const ticking = live ? setInterval(() => show("·", ` … ${Math.round((performance.now() - startedAt) / 1000)} s`), 1000) : null;
  try {
    const result = await work();
    show("✓", `  ${seconds()}\n`);
    return result;
  } catch (error) {
    show("✗", `  failed after ${seconds()}\n`);
    throw error;
  } finally {
    if (ticking) clearInterval(ticking);
  }
}

/** A step that failed and has already said why; the caller only has to end. */
export class StepFailed extends Error {}

/**
 * Runs a program quietly: its output is shown only when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd: string, env?: Record<string, string>, loud?: boolean}} options `loud` shows the output as it comes
 * @returns {Promise<void>} throws StepFailed when the program ends with anything but 0
 */
export async function run(command, args, { cwd, env = {}, loud = false }) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (loud ? process.stderr.write(chunk) : output.push(chunk)));
  const code = await endOf(child);
  if (code === 0) return;
  const lines = Buffer.concat(output).toString("utf8").trimEnd().split("\n");
  // Bundlers like to quote a whole generated file in one line.
  const shown = lines.map((line) => (line.length > maxShownChars ? `${line.slice(0, maxShownChars)}…` : line)).join("\n");
  throw new StepFailed(`${shown}\n${[command, ...args].join(" ")} ended with ${code}.`);
}

/**
 * Waits for a program to end. A signal that ends us ends it first: a build that nobody waits for would go on and hold its lock.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number | string>} its exit code, or the signal that ended it; throws when it could not be started
 */
export async function endOf(child) {
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  /** @type {NodeJS.Signals | null} */
  let told = null;
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    told = signal;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signal ?? 1));
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
    if (told) process.kill(process.pid, told);
  }
}
