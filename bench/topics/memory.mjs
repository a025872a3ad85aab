// @ts-check
/** Memory of the door's process: idle, and with very many sessions stored and in use. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ask, person, signIn, startDoor } from "../parts/door.mjs";
import { addSessions } from "../parts/many-sessions.mjs";
import { startProgram } from "../parts/places.mjs";
import { readMemory } from "../parts/process-numbers.mjs";
import { megabytes } from "../parts/table.mjs";

const atMostBytes = 200e6;

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureMemory({ packageDir, quick }) {
  const stored = quick ? 10_000 : 100_000;
  const used = quick ? 500 : 5_000;
  const idleMs = quick ? 3_000 : 30_000;
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-bench-door-"));
  const bare = await startProgram("proxy", new URL("../programs/authenticator.mjs", import.meta.url));
  let door = await startDoor({ packageDir, dataDir });
  try {
    await signIn(door);
    await delay(idleMs);
    const idle = door.readMemory();
    await door.stop();
    const tokens = addSessions(dataDir, stored);
    door = await startDoor({ packageDir, dataDir });
    await delay(idleMs);
    const full = door.readMemory();
    await useEach(door, tokens.slice(0, used));
    const busy = door.readMemory();
    const many = stored.toLocaleString("en-US");
    const againstIdle = `idle, with one session: ${megabytes(idle.residentBytes)}`;
    const row = (/** @type {string} */ what, /** @type {number} */ bytes) => ({
      what,
      measured: megabytes(bytes),
      against: againstIdle,
      ratio: bytes / idle.residentBytes,
    });
    return {
      rows: [
        {
          what: "Resident memory, idle",
          measured: megabytes(idle.residentBytes),
          against: `a Node process that only answers HTTP: ${megabytes(readMemory(bare.pid).residentBytes)}`,
          ratio: idle.residentBytes / readMemory(bare.pid).residentBytes,
          aim: { text: "≤ 200 MB", met: idle.residentBytes <= atMostBytes },
          short: true,
        },
        row("Most it ever was up to then (start and sign-in included)", idle.peakBytes),
        { ...row(`Idle, ${many} sessions stored`, full.residentBytes), short: true },
        row(`${used.toLocaleString("en-US")} of them used once each`, busy.residentBytes),
        row("Most it ever was until then", busy.peakBytes),
      ],
      notes: [
        `Read ${idleMs / 1000} s after the start. ${person.name} signs in with a real password, whose hash takes 19 MB for a moment.`,
      ],
    };
  } finally {
    await door.stop();
    await bare.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** @param {{port: number, origin: string}} door @param {string[]} tokens */
async function useEach({ port, origin }, tokens) {
  const host = new URL(origin).host;
  for (const token of tokens) {
    const { status } = await ask({ port, path: "/api/v1/session", host, headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) throw new Error(`A stored session was answered ${status}.`);
  }
}
