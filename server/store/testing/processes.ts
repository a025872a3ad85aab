/** Runs program.ts in processes of its own, bundled as the server is: packages outside, found in node_modules. */
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Programs {
  /** Runs to its end. */
  run(command: "open", databaseUrl: string): Promise<Finished>;
  /** Runs until its first word, and on. */
  start(command: "hold", databaseUrl: string): Promise<ChildProcess>;
  close(): void;
}

export async function bundlePrograms(): Promise<Programs> {
  // Inside the project, so that its packages are found.
  const cache = fileURLToPath(new URL("../../../node_modules/.cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, "latchkey-store-"));
  const entry = fileURLToPath(new URL("program.ts", import.meta.url));
  const format = { format: "esm", platform: "node", target: "node20.19", outExtension: { ".js": ".mjs" } } as const;
  await build({ entryPoints: [entry], outdir, bundle: true, splitting: true, packages: "external", ...format });
  const spawned: ChildProcess[] = [];
  const launch = (command: string, databaseUrl: string) => {
    const child = spawn(process.execPath, [join(outdir, "program.mjs"), command, databaseUrl], { stdio: ["ignore", "pipe", "pipe"] });
    spawned.push(child);
    return child;
  };
  return {
    async run(command, databaseUrl) {
      const child = launch(command, databaseUrl);
      const said = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk) => (said.stdout += String(chunk)));
      child.stderr.on("data", (chunk) => (said.stderr += String(chunk)));
      const [code] = (await once(child, "close")) as [number | null];
      return { code, ...said };
    },
    async start(command, databaseUrl) {
      const child = launch(command, databaseUrl);
      await once(child.stdout, "data");
      return child;
    },
    close() {
      for (const child of spawned) child.kill("SIGKILL");
      rmSync(outdir, { recursive: true, force: true });
    },
  };
}
