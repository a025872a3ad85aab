/** What a process of ours costs the machine, and what it has complained of. */
import { readdirSync, readFileSync } from "node:fs";

export interface Cost {
  residentBytes: number;
  handles: number;
}

/** From Linux's /proc. Throws when the process has gone. */
export function readCost(pid: number): Cost {
  const resident = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { residentBytes: Number(resident) * 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** Lines of a log that an operator is to act on. */
export function findErrors(log: string): string[] {
  return log.split("\n").filter((line) => /^\S+ error /.test(line) || /\b(?:uncaught|unhandled|out of memory|Segmentation)\b/i.test(line));
}
