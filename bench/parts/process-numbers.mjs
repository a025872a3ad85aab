// @ts-check
/** What the kernel knows of a process, from /proc: Linux only. */
import { readFileSync } from "node:fs";

/** Ticks of the clock in which the kernel counts; 100 per second on every Linux of today. */
const usPerTick = 10_000;

/** Microseconds of processor time that a process has used so far, user and system, all threads. @param {number} pid */
export function readProcessorUs(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the command in parentheses, in which anything may stand.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * usPerTick;
}

/** Resident memory as the kernel counts it, bytes: now, and the most it ever was. @param {number} pid */
export function readMemory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytes = (/** @type {string} */ name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  return { residentBytes: bytes("VmRSS"), peakBytes: bytes("VmHWM") };
}
