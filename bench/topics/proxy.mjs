// @ts-check
/** An app through a regional proxy against the same through the door; what that asks of the door; and the proxy's memory, idle and with sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startAgent } from "../parts/agent.mjs";
import { openAppSession } from "../parts/app-session.mjs";
import { person, signIn, startDoor } from "../parts/door.mjs";
import { placesNote, startProgram } from "../parts/places.mjs";
import { readProcessorUs } from "../parts/process-numbers.mjs";
import { startProxy } from "../parts/proxy.mjs";
import { measureInTurns, median, medianRatio } from "../parts/rounds.mjs";
import { aimOfRatio, kilobytes, megabytes, microseconds, perSecond } from "../parts/table.mjs";

/** @typedef {"proxy" | "door"} Name */

const connections = 32;
const machine = "workstation";
const settleMs = 3_000;
/** Within these the door is asked once about one person and app. */
const believeSeconds = 10;

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureProxy({ packageDir, quick }) {
  const { targets, generator, door, proxy, stop } = await startAll(packageDir);
  const ask = (/** @type {Name} */ name, /** @type {object} */ asked) => generator.ask({ ...asked, target: targets[name] });
  const inTurns = (/** @type {(name: Name) => Promise<number>} */ measure) =>
    measureInTurns({ proxy: () => measure("proxy"), door: () => measure("door") }, { rounds: quick ? 4 : 20, warmUpRounds: 1 });
  try {
    await delay(settleMs);
    const idle = proxy.readMemory().residentBytes;
    // Before any load, which leaves a heap of another size behind.
    const sockets = await memoryForEach(ask, proxy, quick ? 500 : 10_000);
    for (const name of /** @type {const} */ (["proxy", "door"]))
      await ask(name, { task: "requests", connections, ms: quick ? 4_000 : 10_000 });
    const rates = await inTurns(async (name) => (await ask(name, { task: "requests", connections, ms: quick ? 1_000 : 3_000 })).perSecond);
    const times = await inTurns(async (name) => median((await ask(name, { task: "latency", count: quick ? 200 : 1_000 })).us));
    const [rate, time] = [medianRatio(rates.proxy, rates.door), medianRatio(times.proxy, times.door)];
    const load = await loadOfDoor(() => ask("proxy", { task: "requests", connections, ms: 3 * believeSeconds * 1_000 }), door);
    return {
      rows: [
        {
          what: "Requests per second through a proxy, a machine with an agent",
          measured: perSecond(median(rates.proxy)),
          against: `through the door: ${perSecond(median(rates.door))}`,
          ratio: rate,
          ...{ aim: aimOfRatio(rate, { atLeast: 0.9 }), short: true },
        },
        {
          what: "One request through a proxy, half of all (p50)",
          measured: microseconds(median(times.proxy)),
          against: `through the door: ${microseconds(median(times.door))}`,
          ratio: time,
        },
        {
          what: `Questions to the door in ${3 * believeSeconds} s, one person and app, ${load.count.toLocaleString("en-US")} requests`,
          measured: String(load.questions),
          against: `one in ${believeSeconds} s: ${3}`,
          ratio: load.questions / 3,
          aim: { text: "≤ 1 in 10 s", met: load.questions <= 4 },
        },
        {
          what: "Processor time of the door for each request through a proxy",
          measured: microseconds(load.us),
          against: `for each through itself: ${microseconds(load.ownUs)}`,
          ratio: load.us / load.ownUs,
        },
        {
          what: "The proxy's resident memory, idle",
          measured: megabytes(idle),
          against: "the most it should be: 90 MB",
          ratio: idle / 90e6,
          aim: { text: "≤ 90 MB", met: idle <= 90e6 },
          short: true,
        },
        {
          what: `Memory of the proxy for each of ${sockets.count.toLocaleString("en-US")} idle WebSockets`,
          measured: kilobytes(sockets.bytesEach),
          against: `all of it, before them: ${megabytes(sockets.before)}`,
          ratio: sockets.after / sockets.before,
          short: true,
        },
      ],
      notes: [
        `${connections} kept connections for the rates, one for the times. The machine has dialled both, door and proxy, which have the same processor, one after the other.`,
        "Of 30 s the four questions are those at 0, 10, 20 and 30.",
        placesNote,
      ],
    };
  } finally {
    await stop();
  }

  /** @param {() => Promise<{count: number}>} run @param {typeof door} of */
  async function loadOfDoor(run, of) {
    const [before, beforeUs] = [await of.readAnswers(), readProcessorUs(of.pid)];
    const { count } = await run();
    // The one that reads the number is counted by a listener of its own.
    const questions = (await of.readAnswers()) - before;
    const us = (readProcessorUs(of.pid) - beforeUs) / count;
    const ownBeforeUs = readProcessorUs(of.pid);
    const own = await ask("door", { task: "requests", connections, ms: 3_000 });
    return { count, questions, us, ownUs: (readProcessorUs(of.pid) - ownBeforeUs) / own.count };
  }
}

/**
 * @param {(name: Name, asked: object) => Promise<any>} ask
 * @param {{readMemory(): {residentBytes: number}}} proxy
 * @param {number} count
 */
async function memoryForEach(ask, proxy, count) {
  // What the first sockets cost once is not what each costs.
  await ask("proxy", { task: "hold", count: 100 });
  await ask("proxy", { task: "release" });
  await delay(settleMs);
  const before = proxy.readMemory().residentBytes;
  await ask("proxy", { task: "hold", count });
  await delay(settleMs);
  const after = proxy.readMemory().residentBytes;
  await ask("proxy", { task: "release" });
  return { count, before, after, bytesEach: (after - before) / count };
}

/** @param {string} packageDir */
async function startAll(packageDir) {
  /** @type {(() => unknown)[]} */
  const stops = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-bench-door-"));
  stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
  try {
    const app = await startProgram("app", new URL("../programs/app.mjs", import.meta.url));
    stops.push(app.stop);
    const generator = await startProgram("generator", new URL("../programs/generator.mjs", import.meta.url));
    stops.push(generator.stop);
    const door = await startDoor({ packageDir, dataDir, isPinned: true });
    stops.push(door.stop);
    const cookie = await signIn(door);
    const proxy = await startProxy({ packageDir, door, cookie });
    stops.push(proxy.stop);
    const agent = await startAgent({ packageDir, door, cookie, name: machine });
    stops.push(agent.stop);
    const opened = { name: person.name, appPort: app.first.port, machine };
    const targets = {
      door: await openAppSession(door, cookie, opened),
      proxy: await openAppSession(door, cookie, { ...opened, through: proxy }),
    };
    return { targets, generator, door, proxy, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
