/** The primary's side with real rooms behind a real listener: what a proxy finds when it dials. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { proxyStreamPath } from "#protocol/proxy.ts";
import { createAuthorize } from "../../authorize.ts";
import type { Config } from "../../config.ts";
import { isAppError } from "../../errors.ts";
import { createLog } from "../../log.ts";
import { createAgentTickets, openProxies } from "../../proxies.ts";
import { kindOfPath } from "../../routes.ts";
import { openTestRoom } from "../../session/testing/room.ts";
import { refuseUpgrade } from "../../upgrades.ts";
import { openWorkspaces } from "../../workspaces.ts";

export async function openTestPrimary(change: Partial<Config> = {}) {
  const room = await openTestRoom(change);
  const clock = () => room.now.value;
  const workspaces = openWorkspaces({
    ...{ local: null, dataDir: room.config.dataDir, clock },
    ...{ store: room.store, news: room.news, findOwner: room.people.findFirstOwner, agentTokens: room.agentTokens },
    ...{ ownPorts: [], terminalPasswordAfterSeconds: null, wildcardSuffix: "" },
  });
  const tickets = createAgentTickets({ store: room.store, clock, secrets: room.config.sessionSecrets });
  const proxies = openProxies({
    ...{ config: room.config, store: room.store, room, workspaces, clock, log: createLog(() => undefined) },
    ...{ version: "1.2.3", buildId: "b1", tickets },
  });
  const authorize = createAuthorize({ config: room.config, hosts: null, proxies, handOverCodes: room.handOverCodes });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    if (kindOfPath(path) === "proxy_questions") void proxies.handle(request, response, path);
    else response.writeHead(404).end();
  });
  server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
    if (request.url !== proxyStreamPath) return void socket.destroy();
    proxies.accept(request, socket, head).catch((error: unknown) => {
      if (isAppError(error)) refuseUpgrade(socket, error);
      else socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = (server.address() as AddressInfo).port;
  onTestFinished(async () => {
    proxies.close();
    workspaces.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { room, workspaces, proxies, authorize, tickets, asked, port, url: new URL(`http://127.0.0.1:${port}`) };
}
