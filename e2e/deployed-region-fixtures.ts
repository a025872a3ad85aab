/** A door and a regional proxy, each behind its own reverse proxy, with somebody who uses them. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { test as base } from "./fixtures.ts";
import { deployRegion, flagsBehind, type DeployedRegion, type Program } from "./models/deployed-region.ts";
import type { DoorServer } from "./models/door-server.ts";
import { split } from "./models/exchange.ts";
import { findSecretsInLog } from "./models/log-secrets.ts";
import { owner } from "./models/people.ts";
import type { ProxyProcess } from "./models/proxy-process.ts";
import { makeShellHome } from "./models/shell-home.ts";
import { createVisitor, type Visitor } from "./models/visitor.ts";

export { expect } from "./fixtures.ts";

export interface Region extends Omit<DeployedRegion, "join" | "close"> {
  server: DoorServer;
  process: ProxyProcess;
  /** Where an app of the door's own machine opens through the proxy, without the slash. */
  appUrl(port: number): string;
  /** The owner, signed in. */
  visitor(): Promise<Visitor>;
}

export const test = base.extend<{ openDeployed(program: Program): Promise<Region> }>({
  openDeployed: async ({ startDoor }, use) => {
    const closings: (() => Promise<void>)[] = [];
    const logs: { process: ProxyProcess; server: DoorServer }[] = [];
    const home = makeShellHome();
    await use(async (program) => {
      const { join, close, ...deployed } = await deployRegion(program);
      closings.push(close);
      const { door, proxy } = deployed;
      const server = await startDoor({ port: door.behindPort, flags: flagsBehind(door), env: { ...deployed.env, ...home.env } });
      const process = await join(server);
      logs.push({ process, server });
      return {
        ...{ ...deployed, server, process },
        appUrl: (port) => `https://${proxy.wildcard.replace("*", `${port}--this-machine--${owner.name}`)}`,
        async visitor() {
          const visitor = createVisitor({ accessUrl: door.accessUrl, portOf });
          await visitor.signIn();
          return visitor;
        },
      };
    });
    const leaks = logs.flatMap(({ process, server }) => findSecretsInLog(process.output(), server.dataDir, [owner.password]));
    for (const close of closings) await close();
    home.remove();
    base.expect(leaks, "secrets in the proxy's log").toEqual([]);
  },
});

/** All names are this machine's. */
export function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** A WebSocket of the app's own page; resolves when it is open. */
export async function openSocket(visitor: Visitor, base: string): Promise<WebSocket> {
  const { host, hostname } = split(base);
  const headers = { host, origin: base, cookie: visitor.cookieHeader(`${base}/ws`) };
  const options = { headers, rejectUnauthorized: false, servername: hostname };
  const socket = new WebSocket(`wss://127.0.0.1:${portOf(base)}/ws`, options);
  await once(socket, "open");
  socket.on("error", () => undefined); // its end is what the tests are about
  return socket;
}
