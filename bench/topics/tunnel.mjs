// @ts-check
/** Small requests to an app of a machine that is reached through its agent's tunnel, against OpenSSH's `-L`, and against no tunnel at all. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAgent } from "../parts/agent.mjs";
import { openAppSession } from "../parts/app-session.mjs";
import { person, signIn, startDoor } from "../parts/door.mjs";
import { placesNote, startProgram } from "../parts/places.mjs";
import { readProcessorUs } from "../parts/process-numbers.mjs";
import { measureInTurns, median, medianRatio } from "../parts/rounds.mjs";
import { startSshForward } from "../parts/ssh-forward.mjs";
import { aimOfRatio, microseconds, perSecond } from "../parts/table.mjs";

/** @typedef {import("../parts/raw-connection.mjs").Target} Target */
/** @typedef {"tunnel" | "here" | "ssh"} Name */

const titles = { tunnel: "through the tunnel", here: "through the gateway, the door's own machine", ssh: "`ssh -L`" };
const connections = 32;
const machine = "workstation";

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureTunnel({ packageDir, quick }) {
  const { targets, generator, door, agent, notes, stop } = await startAll(packageDir);
  const names = /** @type {Name[]} */ (Object.keys(targets));
  const peers = names.filter((name) => name !== "tunnel");
  const ask = (/** @type {Name} */ name, /** @type {object} */ asked) => generator.ask({ ...asked, target: targets[name] });
  const inTurns = (/** @type {(name: Name) => Promise<number>} */ measure) =>
    measureInTurns(Object.fromEntries(names.map((name) => [name, () => measure(name)])), { rounds: quick ? 4 : 20, warmUpRounds: 1 });
  try {
    for (const name of names) await ask(name, { task: "requests", connections, ms: quick ? 4_000 : 10_000 });
    /** @type {{door: number, agent: number}[]} */
    const costs = [];
    const rates = await inTurns(async (name) => {
      const before = [readProcessorUs(door.pid), readProcessorUs(agent.pid)];
      const { perSecond: rate, count } = await ask(name, { task: "requests", connections, ms: quick ? 1_000 : 3_000 });
      const [ofDoor = 0, ofAgent = 0] = [door.pid, agent.pid].map((pid, index) => (readProcessorUs(pid) - (before[index] ?? 0)) / count);
      if (name === "tunnel") costs.push({ door: ofDoor, agent: ofAgent });
      return rate;
    });
    const times = await inTurns(async (name) => median((await ask(name, { task: "latency", count: quick ? 200 : 1_000 })).us));
    const rows = peers.flatMap((peer) => {
      const [rate, time] = [medianRatio(rates["tunnel"] ?? [], rates[peer] ?? []), medianRatio(times["tunnel"] ?? [], times[peer] ?? [])];
      const isAim = peer === "ssh";
      return [
        {
          what: "Requests per second through a tunnel, small answer",
          measured: perSecond(median(rates["tunnel"] ?? [])),
          against: `${titles[peer]}: ${perSecond(median(rates[peer] ?? []))}`,
          ratio: rate,
          ...(isAim && { aim: aimOfRatio(rate, { atLeast: 1 }), short: true }),
        },
        {
          what: "One request through a tunnel, half of all (p50)",
          measured: microseconds(median(times["tunnel"] ?? [])),
          against: `${titles[peer]}: ${microseconds(median(times[peer] ?? []))}`,
          ratio: time,
          ...(isAim && { aim: aimOfRatio(time, { atMost: 1 }), short: true }),
        },
      ];
    });
    const cost = (/** @type {"door" | "agent"} */ whose) => median(costs.slice(1).map((each) => each[whose]));
    return {
      rows,
      notes: [
        `${connections} kept connections for the rates, one for the times. Latchkey asks of each request who is calling; ssh does not. ssh encrypts; here, without TLS, Latchkey does not.`,
        `Processor time of a request through the tunnel: ${microseconds(cost("door"))} in the door, ${microseconds(cost("agent"))} in the agent.`,
        "The near end of each tunnel, door or ssh, is on the processor of what is measured; the far end, agent or sshd, on the app's.",
        placesNote,
        ...notes,
      ],
    };
  } finally {
    await stop();
  }
}

/** @param {string} packageDir */
async function startAll(packageDir) {
  /** @type {(() => unknown)[]} */
  const stops = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  /** @type {string[]} */
  const notes = [];
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
    const agent = await startAgent({ packageDir, door, cookie, name: machine });
    stops.push(agent.stop);
    const opened = { name: person.name, appPort: app.first.port };
    /** @type {Partial<Record<Name, Target>>} */
    const targets = {
      tunnel: await openAppSession(door, cookie, { ...opened, machine }),
      here: await openAppSession(door, cookie, opened),
    };
    try {
      const ssh = await startSshForward(app.first.port);
      stops.push(ssh.stop);
      targets.ssh = ssh.target;
    } catch (error) {
      notes.push(`Without ssh: ${error instanceof Error ? error.message : error}`);
    }
    return { targets, generator, door, agent, notes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
