/**
 * The nginx and the Caddy of the distribution, run with the very files of deploy/ that people copy. Only where they listen, where their
 * certificate is and where Latchkey listens is put in their place; a file in which one of these is not found fails the test.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { smallEnvironment } from "./cli.ts";
import { makeScratchDir } from "./scratch.ts";

export interface ReverseProxyOptions {
  file: DeployedFile;
  /** Where https is served, and where plain http is sent on to it. */
  port: number;
  plainPort: number;
  /** Where the door, or the regional proxy, listens on 127.0.0.1: each of its replicas. */
  doorPorts: readonly number[];
  /** Put for `example.com` in every name, where programs of the test have to find the names. */
  domain?: string;
  certFile: string;
  keyFile: string;
}

export interface ReverseProxy {
  /** Everything that it wrote. */
  log(): string;
  stop(): Promise<void>;
}

/** Each file of deploy/ for a reverse proxy: the names in it, which the tests use as they are, and the places, which they put others for. */
export const deployed = {
  "nginx.conf": {
    host: "door.example.com",
    apps: "*.apps.example.com",
    behind: "127.0.0.1:3000",
    tls: "/etc/letsencrypt/live/door.example.com",
  },
  "nginx-proxy.conf": {
    ...{ host: "sydney.example.com", apps: "*.sydney.example.com", behind: "127.0.0.1:3100" },
    tls: "/etc/letsencrypt/live/sydney.example.com",
  },
  Caddyfile: { host: "door.example.com", apps: "*.apps.example.com", behind: "127.0.0.1:3000", tls: "/etc/caddy/tls" },
  "Caddyfile.proxy": { host: "sydney.example.com", apps: "*.sydney.example.com", behind: "127.0.0.1:3100", tls: "/etc/caddy/tls" },
} as const;

export type DeployedFile = keyof typeof deployed;

/** What every name in these files ends with. */
export const exampleDomain = "example.com";

const deployDir = fileURLToPath(new URL("../../deploy", import.meta.url));
const startTimeoutMs = 60_000;

/** A file of deploy/ as it is there. */
export function readDeployed(file: string): string {
  return readFileSync(join(deployDir, file), "utf8");
}

/** Starts the program that the file is for. */
export function startReverseProxy(options: ReverseProxyOptions): Promise<ReverseProxy> {
  return options.file.startsWith("nginx") ? startNginx(options) : startCaddy(options);
}

/** Starts Debian's nginx with the file included where Debian includes it. Resolves when it listens. */
async function startNginx(options: ReverseProxyOptions): Promise<ReverseProxy> {
  const scratch = makeScratchDir("nginx");
  const { port, plainPort } = options;
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));
  const text = putPlaces(options)
    .with("listen 443 ssl http2;", `listen 127.0.0.1:${port} ssl http2;`)
    .with("listen [::]:443 ssl http2;", hasIpv6 ? `listen [::1]:${port} ssl http2;` : "")
    .with("listen 80;", `listen 127.0.0.1:${plainPort};`)
    .with("listen [::]:80;", hasIpv6 ? `listen [::1]:${plainPort};` : "");
  writeFileSync(join(scratch.dir, "latchkey.conf"), text.text);
  writeFileSync(join(scratch.dir, "nginx.conf"), debianConfiguration(scratch.dir));
  const args = ["-p", scratch.dir, "-e", "stderr", "-c", join(scratch.dir, "nginx.conf")];
  return run("/usr/sbin/nginx", args, scratch, port);
}

/** Starts Debian's Caddy with the file imported. Resolves when it listens. */
async function startCaddy(options: ReverseProxyOptions): Promise<ReverseProxy> {
  const scratch = makeScratchDir("caddy");
  const { port, plainPort } = options;
  writeFileSync(join(scratch.dir, "Latchkey"), putPlaces(options).text);
  const own = ["admin off", "default_bind 127.0.0.1", `http_port ${plainPort}`, `https_port ${port}`];
  writeFileSync(join(scratch.dir, "Caddyfile"), `{\n${own.map((line) => `\t${line}\n`).join("")}}\nimport Latchkey\n`);
  return run("/usr/bin/caddy", ["run", "--adapter", "caddyfile", "--config", join(scratch.dir, "Caddyfile")], scratch, port);
}

interface Placed {
  readonly text: string;
  /** Puts one text in the place of another, wherever that is. Throws when it is nowhere. */
  with(from: string, to: string): Placed;
}

function putPlaces({ file, doorPorts, domain = exampleDomain, certFile, keyFile }: ReverseProxyOptions): Placed {
  const placed = (text: string): Placed => ({
    text,
    with(from, to) {
      if (!text.includes(from)) throw new Error(`The file of deploy/ has no "${from}" any more.`);
      return placed(text.replaceAll(from, to));
    },
  });
  const { tls, behind, host, apps } = deployed[file];
  const doors = doorPorts.map((port) => `127.0.0.1:${port}`);
  return placed(readDeployed(file))
    .with(host, host)
    .with(apps, apps)
    .with(`${tls}/fullchain.pem`, certFile)
    .with(`${tls}/privkey.pem`, keyFile)
    .with(...upstreamsOf(file, behind, doors))
    .with(exampleDomain, domain);
}

/** Replicas are written as docs/deploying.md says: a line for each in nginx, one after the other in Caddy. */
function upstreamsOf(file: DeployedFile, behind: string, doors: readonly string[]): [from: string, to: string] {
  if (!file.startsWith("nginx")) return [`reverse_proxy ${behind} {`, `reverse_proxy ${doors.join(" ")} {`];
  return [`server ${behind} fail_timeout=1s;`, doors.map((door) => `server ${door} fail_timeout=1s;`).join("\n    ")];
}

/** What Debian's /etc/nginx/nginx.conf says around a file in conf.d, compression and all; what it writes stays in `dir`. */
function debianConfiguration(dir: string): string {
  const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${join(dir, kind)};`);
  return `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${join(dir, "nginx.pid")};
error_log stderr warn;
events { worker_connections 768; }
http {
  ${bodies.join("\n  ")}
  access_log off;
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  default_type application/octet-stream;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  gzip on;
  include ${join(dir, "latchkey.conf")};
}
`;
}

async function run(program: string, args: string[], scratch: ReturnType<typeof makeScratchDir>, port: number): Promise<ReverseProxy> {
  const home = join(scratch.dir, "home");
  mkdirSync(home);
  const env = smallEnvironment({ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home });
  const child = spawn(program, args, { cwd: scratch.dir, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  let failure: Error | null = null;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (log += text.toString()));
  child.once("error", (error) => (failure = error)); // not installed
  const hasEnded = () => failure !== null || child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!hasEnded()) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    scratch.remove();
  };
  const until = Date.now() + startTimeoutMs;
  while (!(await listens(port))) {
    if (!hasEnded() && Date.now() < until) await delay(50);
    else {
      await stop();
      throw new Error(`${program} does not listen. ${String(failure ?? "")}\n${log}`);
    }
  }
  return { log: () => log, stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
  });
}
