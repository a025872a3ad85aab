import { readdirSync, readFileSync } from "node:fs";

/** The process `root` and everything it started, from Linux's /proc: parents first. */
export function findProcessTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of runningPids()) {
    const parent = readParent(pid);
    if (parent === null) continue;
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  const walk = (pid: number) => {
    found.push(pid);
    for (const child of children.get(pid) ?? []) walk(child);
  };
  walk(root);
  return found;
}

/** Processes whose command line names `text` (the directory of a browser profile): finds those that left the tree. */
export function findProcessesNaming(text: string): number[] {
  return runningPids().filter((pid) => pid !== process.pid && readOr(`/proc/${pid}/cmdline`, "").includes(text));
}

/**
 * Ends all processes in the same moment, as the OS of a phone does. They are stopped before the first is killed: on a busy machine the one
 * that writes the cookies would otherwise still hear of its browser's end, and write them. One that has gone already is fine.
 */
export function killAllNow(pids: number[]): void {
  for (const signal of ["SIGSTOP", "SIGKILL"] as const) for (const pid of pids) signalProcess(pid, signal);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** True while the process exists and is not a zombie waiting to be reaped. */
export function isAlive(pid: number): boolean {
  const stat = readOr(`/proc/${pid}/stat`, "");
  return stat !== "" && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}

function runningPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readParent(pid: number): number | null {
  const stat = readOr(`/proc/${pid}/stat`, "");
  if (stat === "") return null;
  // proc(5): the command's name is in brackets and may hold anything; the state and the parent follow the last bracket.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise; // the process ended between the listing and the reading
  }
}
