// @ts-check
/** The scripts that a document asks for by itself, as they travel: gzipped. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { setTimeout as delay } from "node:timers/promises";
import { ask, findFreePort } from "./door.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const next = join(root, "node_modules/next/dist/bin/next");

/**
 * @param {{port: number, host: string}} server
 * @param {string} path
 * @param {string} [cookie]
 * @returns {Promise<number>} bytes
 */
export async function measureFirstLoad({ port, host }, path, cookie) {
  const headers = { accept: "text/html", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate", ...(cookie && { cookie }) };
  const { status, body } = await ask({ port, path, host, headers });
  if (status !== 200) throw new Error(`${path} was answered ${status}.`);
  // `nomodule` scripts are for browsers that run none of the others.
  const scripts = [...body.matchAll(/<script\b([^>]*)>/g)]
    .map(([, attributes = ""]) => attributes)
    .filter((each) => !/\bnomodule/i.test(each));
  const sources = new Set(scripts.flatMap((each) => /\bsrc="([^"]+)"/.exec(each)?.[1] ?? []));
  let bytes = 0;
  for (const source of sources) bytes += gzipSync((await ask({ port, path: source.replaceAll("&amp;", "&"), host })).body).length;
  if (sources.size === 0) throw new Error(`${path} has no scripts.`);
  return bytes;
}

/** The least that Next sends: an app of one page with one sentence, built by the same Next with the same bundler. Bytes. */
export async function measureEmptyNext() {
  // Not inside of node_modules, whose files Next takes for compiled ones.
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-next-"));
  try {
    mkdirSync(join(dir, "app"));
    symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
    writeFileSync(join(dir, "package.json"), '{"private":true}');
    writeFileSync(
      join(dir, "app/layout.js"),
      "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }\n",
    );
    writeFileSync(join(dir, "app/page.js"), "export default function Page() { return <p>Nothing.</p>; }\n");
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NEXT_TELEMETRY_DISABLED: "1" };
    await promisify(execFile)(process.execPath, [next, "build", "--webpack"], { cwd: dir, env: /** @type {any} */ (env) });
    return await serveAndMeasure(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {string} dir */
async function serveAndMeasure(dir) {
  const port = await findFreePort();
  const child = spawn(process.execPath, [next, "start", "--port", String(port)], { cwd: dir, stdio: "ignore" });
  const ended = once(child, "exit");
  try {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await measureFirstLoad({ port, host: `localhost:${port}` }, "/").catch(() => null);
      if (found !== null) return found;
      await delay(100);
    }
    throw new Error("The empty Next app does not start.");
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}
