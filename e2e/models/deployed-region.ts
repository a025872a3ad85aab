/**
 * A door and a regional proxy as docs/deploying.md sets them up: each behind a reverse proxy with its own file of deploy/, on https. The proxy
 * dials the door and this machine dials the proxy as they do in the world, by those names and through those reverse proxies.
 */
import { expect } from "@playwright/test";
import { signInClient } from "../fixtures.ts";
import { createCertificate, writeCertificate } from "./certificate.ts";
import type { DoorServer } from "./door-server.ts";
import { findFreePort } from "./free-port.ts";
import { startProxy, type ProxyProcess } from "./proxy-process.ts";
import { deployed, exampleDomain, startReverseProxy, type DeployedFile } from "./reverse-proxy.ts";
import { makeScratchDir } from "./scratch.ts";

/** The files of deploy/ for one program: before the door, and before a regional proxy. */
export const programs = {
  nginx: { door: "nginx.conf", proxy: "nginx-proxy.conf" },
  Caddy: { door: "Caddyfile", proxy: "Caddyfile.proxy" },
} as const satisfies Record<string, Record<"door" | "proxy", DeployedFile>>;

export type Program = keyof typeof programs;

/** One reverse proxy and what is to listen behind it. */
export interface Front {
  accessUrl: string;
  wildcard: string;
  /** Where it sends plain http on to https. */
  plainPort: number;
  /** Where it expects Latchkey. */
  behindPort: number;
}

export interface DeployedRegion {
  door: Front;
  proxy: Front;
  /** For programs that have to take the certificate. */
  env: { NODE_EXTRA_CA_CERTS: string };
  /** Of a browser that takes it; the names it finds by itself. */
  browserFlags: string[];
  /** Adds the regional proxy to the door, and starts it; resolves when the door's own machine has dialled it. */
  join(door: DoorServer): Promise<ProxyProcess>;
  /** Ends what it started. */
  close(): Promise<void>;
}

/** Names below `localhost` (RFC 6761 §6.3) are found without a resolver of the test's own. */
const domain = "latchkey.localhost";

/** Starts both reverse proxies; the door is the caller's, with the flags of `flagsBehind` and the environment `env`. */
export async function deployRegion(program: Program): Promise<DeployedRegion> {
  const files = programs[program];
  const scratch = makeScratchDir("tls");
  const certificate = createCertificate([...namesOf(files.door), ...namesOf(files.proxy)]);
  const written = writeCertificate(certificate, scratch.dir);
  const door = await startFront(files.door, written);
  const proxy = await startFront(files.proxy, written).catch(async (error: unknown) => {
    await door.stop();
    scratch.remove();
    throw error;
  });
  const env = { NODE_EXTRA_CA_CERTS: written.certFile };
  const running: ProxyProcess[] = [];
  return {
    ...{ door, proxy, env },
    browserFlags: [`--ignore-certificate-errors-spki-list=${certificate.spkiHash}`],
    async join(server) {
      const client = await signInClient(server);
      const { token } = (await client.post("/api/v1/proxies", { name: "Sydney" })).json<{ token: string }>();
      const process = await startProxy({
        ...{ primaryUrl: door.accessUrl, token, port: proxy.behindPort, env },
        ...{ accessUrl: proxy.accessUrl, wildcard: proxy.wildcard, flags: { "trusted-proxies": "127.0.0.1" } },
      });
      running.push(process);
      await process.waitFor("Connected to the door");
      const dialled = `Connected to the proxy ${new URL(proxy.accessUrl).host}`;
      await expect.poll(() => server.log().includes(dialled), { timeout: 60_000 }).toBe(true);
      return process;
    },
    async close() {
      await Promise.all(running.map((process) => process.kill()));
      await Promise.all([door.stop(), proxy.stop()]);
      scratch.remove();
    },
  };
}

/** How a door is started that is to be behind it. */
export function flagsBehind({ accessUrl, wildcard }: Front): Record<string, string> {
  return { "access-url": accessUrl, "wildcard-access-url": wildcard, "trusted-proxies": "127.0.0.1" };
}

function namesOf(file: DeployedFile): [host: string, apps: string] {
  const { host, apps } = deployed[file];
  return [host.replace(exampleDomain, domain), apps.replace(exampleDomain, domain)];
}

async function startFront(
  file: DeployedFile,
  certificate: { certFile: string; keyFile: string },
): Promise<Front & { stop(): Promise<void> }> {
  const [host, apps] = namesOf(file);
  const [port, plainPort, behindPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const { stop } = await startReverseProxy({ file, port, plainPort, doorPorts: [behindPort], domain, ...certificate });
  return { accessUrl: `https://${host}:${port}`, wildcard: `${apps}:${port}`, plainPort, behindPort, stop };
}
