import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Where the built package under test is: the checkout itself, or the directory that PACKAGE_DIR names. */
export const packageDir = process.env["PACKAGE_DIR"] ?? fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  /** Written to standard input, which is then closed. */
  input?: string;
  /** Added to an environment that holds only what every program needs. */
  env?: Record<string, string>;
  /** Directory of the package whose dist/latchkey.js runs. */
  packageDir?: string;
  /** Milliseconds until the command is killed and its exit code is null. */
  timeoutMs?: number;
}

/** Runs `latchkey <args>` from the built package to its end. */
export function runLatchkey(args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  const dir = options.packageDir ?? packageDir;
  return runProgram(process.execPath, [`${dir}/dist/latchkey.js`, ...args], { ...options, packageDir: dir });
}

/** Runs any program to its end, with the same small environment. */
export function runProgram(program: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.packageDir ?? packageDir, env: smallEnvironment(options.env), stdio: "pipe" });
    const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 60_000);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (output.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
    child.stdin.on("error", () => {}); // a command that refuses its arguments does not read its input
    child.stdin.end(options.input ?? "");
    child.once("error", reject);
    child.once("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, ...output });
    });
  });
}

/** The environment of a program under test: nothing of ours leaks in, least of all a LATCHKEY_ setting of the developer's shell. */
export function smallEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { ...dropUndefined({ PATH, HOME, TMPDIR, LANG }), ...more } as NodeJS.ProcessEnv;
}

function dropUndefined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
