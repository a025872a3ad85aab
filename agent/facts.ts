/** What the machine of an agent is and how it fares, from what the system tells without asking anything of anybody. */
import { readFile, statfs } from "node:fs/promises";
import { cpus, freemem, homedir, hostname, loadavg, platform, release, totalmem, type as systemType, uptime } from "node:os";
import type { HostFacts } from "#protocol/tunnel.ts";

/** Never throws. `version`: of Latchkey. */
export async function readFacts(version: string): Promise<HostFacts> {
  const [system, availableBytes, disk] = await Promise.all([readSystemName(), readAvailableBytes(), readDisk()]);
  return {
    hostname: hostname(),
    platform: platform(),
    ...{ system, version },
    uptimeSeconds: Math.floor(uptime()),
    // Windows has no load average; Node gives zeros there.
    load: platform() === "win32" ? null : (loadavg()[0] ?? 0) / Math.max(1, cpus().length),
    memory: { usedBytes: totalmem() - availableBytes, totalBytes: totalmem() },
    disk,
  };
}

async function readSystemName(): Promise<string> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? `${systemType()} ${release()}`;
}

/** What programs could still get: caches count as free, which `freemem` does not see. */
async function readAvailableBytes(): Promise<number> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}

/** The file system that holds the home directory. */
async function readDisk(): Promise<HostFacts["disk"]> {
  try {
    const { bsize, blocks, bavail } = await statfs(homedir());
    return { usedBytes: (blocks - bavail) * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
