/** Another machine with an agent: it can reach the door, and nothing of it can be reached but through its agent's tunnel. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageDir, smallEnvironment } from "./cli.ts";
import type { DoorServer } from "./door-server.ts";
import { makeScratchDir } from "./scratch.ts";

export interface RemoteMachine {
  /** The network is gone, without a word to anybody. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  /** What the agent said so far. */
  log(): string;
  close(): Promise<void>;
}

const inside = fileURLToPath(new URL("./inside-machine.mjs", import.meta.url));

/** How a process gets a network of its own here: as root, or as root of a user namespace of its own. Null: not at all. */
export function findNamespace(): string[] | null {
  const ways = [["unshare", "-n"], ["unshare", "-rn"]]; // prettier-ignore
  return ways.find(([program = "", ...args]) => spawnSync(program, [...args, "ip", "link", "set", "lo", "up"]).status === 0) ?? null;
}

/** `app`: what listens there, on its loopback alone. */
export async function startRemoteMachine(
  namespace: string[],
  { door, token, app }: { door: DoorServer; token: string; app: { port: number; text: string } },
): Promise<RemoteMachine> {
  const scratch = makeScratchDir("machine");
  const relay = join(scratch.dir, "relay");
  const relaying = createServer((far) => {
    const near = connect(door.port, "127.0.0.1");
    far.on("error", () => near.destroy()).on("close", () => near.destroy());
    near.on("error", () => far.destroy()).on("close", () => far.destroy());
    far.pipe(near).pipe(far);
  });
  await new Promise<void>((resolve) => relaying.listen(relay, resolve));
  const agent = [join(packageDir, "dist/latchkey.js"), "agent", "--url", door.origin, "--state-dir", join(scratch.dir, "state")];
  const [program = "", ...args] = namespace;
  const child = spawn(program, [...args, process.execPath, inside, JSON.stringify({ doorPort: door.port, relay, app, agent })], {
    cwd: scratch.dir,
    env: smallEnvironment({ HOME: scratch.dir, LATCHKEY_TOKEN: token }),
    stdio: "pipe",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const order = async (line: string) => {
    const before = output.length;
    child.stdin.write(`${line}\n`);
    while (!output.slice(before).includes("the network is")) await once(child.stdout, "data");
  };
  return {
    cut: () => order("cut"),
    heal: () => order("heal"),
    log: () => output,
    async close() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
      child.kill("SIGTERM");
      await ended;
      relaying.close();
      scratch.remove(); // its terminals end with it
    },
  };
}
