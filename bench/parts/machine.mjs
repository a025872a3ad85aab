// @ts-check
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { findChromium } from "./chromium.mjs";

/** One line that says when and on what was measured. */
export function describeMachine() {
  const [cpu] = cpus();
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    describeChromium(),
    `load average ${loadavg().map((load) => load.toFixed(1))[0]} at the start`,
  ].join(" · ");
}

/** Most topics need no browser; the one that does says what is missing. */
function describeChromium() {
  try {
    const text = execFileSync(findChromium(), ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return /Chromium [\d.]+|Chrome [\d.]+/.exec(text)?.[0] ?? "Chromium";
  } catch {
    return "no Chromium";
  }
}
