// @ts-check
/** OpenSSH's `-L` on this machine, what people open a far port with today: a server of its own, with keys that are made for it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "./door.mjs";
import { commandAt, endWithUs } from "./places.mjs";

const sshd = "/usr/sbin/sshd"; // it starts itself anew for each connection, and wants to know where it is
const startWithinMs = 10_000;

/** @param {number} appPort */
export async function startSshForward(appPort) {
  if (!existsSync(sshd)) throw new Error("sshd is not here: `apt-get install openssh-server`.");
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-ssh-"));
  const [host, client] = [makeKey(join(dir, "host")), makeKey(join(dir, "client"))];
  const [serverPort, port] = [await findFreePort(), await findFreePort()];
  writeFileSync(join(dir, "sshd.conf"), configuration({ port: serverPort, hostKey: host, authorizedKeys: `${client}.pub` }));
  writeFileSync(join(dir, "known"), `[127.0.0.1]:${serverPort} ${readFileSync(`${host}.pub`, "utf8")}`);
  // Where sshd of Debian, started as root, puts those who have not signed in yet; its own service makes it otherwise.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const server = start("app", sshd, ["-D", "-e", "-f", join(dir, "sshd.conf")]);
  await untilOpen(serverPort, server);
  const forward = ["-N", "-L", `127.0.0.1:${port}:127.0.0.1:${appPort}`, "-o", "ExitOnForwardFailure=yes"];
  const identity = ["-i", client, "-o", "IdentitiesOnly=yes", "-o", `UserKnownHostsFile=${dir}/known`, "-o", "StrictHostKeyChecking=yes"];
  const to = ["-p", String(serverPort), `${userInfo().username}@127.0.0.1`];
  const ssh = start("proxy", "ssh", ["-F", "none", "-o", "BatchMode=yes", ...identity, ...forward, ...to]);
  await untilOpen(port, ssh);
  return {
    target: { port, path: "", headers: { host: `127.0.0.1:${port}` } },
    async stop() {
      // The client first: the server's process for its connection ends with it.
      await ssh.stop();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** @param {string} path */
function makeKey(path) {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
  return path;
}

/** What it does by default, for one key and nothing else. @param {{port: number, hostKey: string, authorizedKeys: string}} options */
function configuration({ port, hostKey, authorizedKeys }) {
  return `ListenAddress 127.0.0.1:${port}
HostKey ${hostKey}
AuthorizedKeysFile ${authorizedKeys}
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
`;
}

/** @param {import("./places.mjs").Place} place @param {string} command @param {readonly string[]} args */
function start(place, command, args) {
  const [file, rest] = commandAt(place, command, args);
  const child = endWithUs(spawn(file, rest, { stdio: ["ignore", "ignore", "pipe"] }));
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    said: () => said,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** @param {number} port @param {ReturnType<typeof start>} program */
async function untilOpen(port, program) {
  const until = performance.now() + startWithinMs;
  while (!(await isOpen(port))) {
    if (program.hasEnded() || performance.now() > until) throw new Error(`ssh does not connect: ${program.said().slice(-400)}`);
    await delay(50);
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function isOpen(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    const over = (/** @type {boolean} */ answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", over(true)).once("error", over(false));
  });
}
