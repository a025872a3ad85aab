/** The command line as a person runs it: the bundle, in a process of its own, with a home of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";

export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandLine {
  /** The home directory; empty at the start of the file's first test. */
  home: string;
  /** Path of the bundle's entry. */
  program: string;
  run(args: readonly string[], options?: { stdin?: string; env?: Readonly<Record<string, string>> }): Promise<Outcome>;
}

/** Bundles once per test file, beside node_modules so that packages are found; removes all of it afterwards. */
export function useCommandLine(): CommandLine {
  const outdir = join(process.cwd(), "node_modules", ".cache", `command-line-${process.pid}-${Date.now()}`);
  const line: CommandLine = { home: "", program: join(outdir, "latchkey.js"), run };
  beforeAll(async () => {
    line.home = mkdtempSync(join(tmpdir(), "latchkey-cli-"));
    await build({
      ...{ entryPoints: { latchkey: "cli/main.ts" }, outdir, bundle: true, splitting: true, format: "esm", platform: "node" },
      ...{ target: "node20.19", packages: "external", logLevel: "error" },
    });
  });
  afterAll(() => {
    for (const path of [outdir, line.home]) rmSync(path, { recursive: true, force: true });
  });
  return line;

  function run(args: readonly string[], { stdin = "", env = {} }: Parameters<CommandLine["run"]>[1] = {}): Promise<Outcome> {
    const child = spawn(process.execPath, [line.program, ...args], {
      env: environmentOf({ HOME: line.home, ...env }),
      cwd: line.home,
    });
    child.stdin.end(stdin);
    return collect(child);
  }
}

/** An environment of nothing but these: no LATCHKEY_ variable of the developer's shell gets in. */
export function environmentOf(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...values } as Record<string, string> as NodeJS.ProcessEnv;
}

/** What a process wrote, once it has ended. */
export function collect(child: ChildProcess): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (written.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (written.stderr += text));
  // A program that refuses its arguments does not read its input.
  child.stdin?.on("error", () => undefined);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...written }));
  });
}
