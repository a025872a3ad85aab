/**
 * Which TCP ports of this machine listen where its loopback reaches them, and by what program. Read from Linux's /proc; elsewhere nothing is
 * found, and a port is opened by typing its number.
 */
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanText } from "#protocol/text.ts";
import type { PortFact } from "#protocol/tunnel.ts";

/**
 * Gives all listening ports in ascending order. Never throws: what cannot be read is not there. `proc` is for tests.
 *
 * The tables are read each time, 2 ms. Who holds a socket is only found by looking at every file of every process, 100 ms and more on a busy
 * machine. So names are remembered while the socket is there, looked for when a new one has come, and waited for `patienceMs` at most: a
 * page is not late because of them, and the next answer has them.
 */
export function createPortList({ proc = "/proc", patienceMs = 10 } = {}): () => Promise<PortFact[]> {
  // By the socket's inode; empty where nobody could be found.
  let names: ReadonlyMap<string, string> = new Map();
  let looking: Promise<void> | null = null;
  const look = async (inodes: readonly string[]) => {
    const found = await nameSockets(proc, new Set(inodes));
    names = new Map(inodes.map((inode) => [inode, found.get(inode) ?? ""]));
    looking = null;
  };
  return async () => {
    const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`${proc}/net/${name}`, "utf8").catch(() => "")));
    const inodeByPort = new Map<number, string>();
    for (const { port, inode } of tables.flatMap(readTable)) if (!inodeByPort.has(port)) inodeByPort.set(port, inode);
    const inodes = [...inodeByPort.values()];
    if (inodes.some((inode) => !names.has(inode))) {
      looking ??= look(inodes);
      await Promise.race([looking, sleep(patienceMs, undefined, { ref: false })]);
    }
    return [...inodeByPort]
      .sort(([left], [right]) => left - right)
      .map(([port, inode]) => {
        const process = names.get(inode);
        return process ? { port, process } : { port };
      });
  };
}

/** Rows of /proc/net/tcp in state LISTEN (0A) on the loopback or on every address; see proc_net_tcp(5). */
function readTable(text: string): { port: number; inode: string }[] {
  return text.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    return state === "0A" && reachable.test(address) ? [{ port: Number.parseInt(port, 16), inode }] : [];
  });
}

/** 0.0.0.0, 127.0.0.0/8, ::, ::1 and ::ffff:127.0.0.0/8, each as the kernel prints it (32-bit words in host order, here little-endian). */
const reachable = /^(0{8}|[0-9A-F]{6}7F|0{32}|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;

/** The names of the programs that hold these sockets, by inode. */
async function nameSockets(proc: string, inodes: ReadonlySet<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const pids = (await readdir(proc).catch(() => [])).filter((entry) => /^\d+$/.test(entry));
  for (const pid of pids) {
    const descriptors = await readdir(`${proc}/${pid}/fd`).catch(() => []);
    const links = await Promise.all(descriptors.map((fd) => readlink(`${proc}/${pid}/fd/${fd}`).catch(() => "")));
    const held = links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []).filter((inode) => inodes.has(inode));
    if (held.length === 0) continue;
    const name = cleanText(await nameProcess(`${proc}/${pid}`), 100);
    for (const inode of held) if (name !== "") found.set(inode, name);
  }
  return found;
}

/** Node calls its main thread by a name of its own from version 24 on, which says nothing of the program; then its file does. */
async function nameProcess(dir: string): Promise<string> {
  const name = (await readFile(`${dir}/comm`, "utf8").catch(() => "")).trim();
  return name === "MainThread" ? basename(await readlink(`${dir}/exe`).catch(() => "")) : name;
}
