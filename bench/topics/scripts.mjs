// @ts-check
/** How much JavaScript each screen loads before anything is touched. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn, startDoor } from "../parts/door.mjs";
import { measureEmptyNext, measureFirstLoad } from "../parts/first-load.mjs";
import { kilobytes } from "../parts/table.mjs";

/** Path, and the most it may be, in bytes. @type {[path: string, atMostBytes: number | null][]} */
const screens = [
  ["/setup", null],
  ["/sign-in", 150_000],
  ["/", 190_000],
  ["/devices", null],
  ["/tokens", null],
  ["/account", null],
  ["/appearance", null],
  ["/doctor", null],
  ["/you", null],
];

/**
 * @param {{packageDir: string}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureScripts({ packageDir }) {
  const empty = await measureEmptyNext();
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-bench-door-"));
  const door = await startDoor({ packageDir, dataDir });
  try {
    const server = { port: door.port, host: new URL(door.origin).host };
    const setUp = await measureFirstLoad(server, "/setup");
    const cookie = await signIn(door);
    const rows = [];
    for (const [path, atMost] of screens) {
      const isOpen = path === "/sign-in";
      const bytes = path === "/setup" ? setUp : await measureFirstLoad(server, path, isOpen ? undefined : cookie);
      rows.push({
        what: `First-load JavaScript of \`${path}\``,
        measured: kilobytes(bytes),
        against: `empty Next app: ${kilobytes(empty)}`,
        ratio: bytes / empty,
        ...(atMost !== null && { aim: { text: `≤ ${atMost / 1000} kB`, met: bytes <= atMost }, short: true }),
      });
    }
    return { rows, notes: ["All scripts that the document itself names, each gzipped at level 6; what a touch loads later is not in it."] };
  } finally {
    await door.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
