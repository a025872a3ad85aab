/** Through a regional proxy: in a domain of its own, below the wildcard of the door, and below that of another proxy. */
import { expect } from "@playwright/test";
import { signInClient } from "../../fixtures.ts";
import type { DoorServer } from "../../models/door-server.ts";
import { findFreePort } from "../../models/free-port.ts";
import { startHostRouter, type HostRouter } from "../../models/host-router.ts";
import { startProxy, type ProxyProcess } from "../../models/proxy-process.ts";
import { hashOf, ownHosts, place, type Place, type Shape } from "../shape.ts";

/** No domain is the door's and the apps': no cookie can be for both. */
export const unrelatedProxy: Shape = {
  name: "a proxy in a domain of its own",
  traits: new Set(["own-hosts", "own-wire", "no-shared-domain"]),
  prepare: () => prepareProxies({ door: "latchkey.localhost", doorApps: "*.apps.latchkey.localhost", proxies: ["sydney.localhost"] }),
};

/** As in Coder 19930: `*.corp` and, below it, `*.sydney.corp`, all on one port. */
export const nestedProxy: Shape = {
  name: "a proxy below the door's wildcard",
  traits: ownHosts,
  prepare: () => prepareProxies({ door: "corp.localhost", doorApps: "*.corp.localhost", proxies: ["sydney.corp.localhost"] }),
};

export const twiceNestedProxy: Shape = {
  name: "a proxy below the wildcard of a proxy below the door's",
  traits: ownHosts,
  prepare: () =>
    prepareProxies({
      ...{ door: "corp.localhost", doorApps: "*.corp.localhost" },
      proxies: ["sydney.corp.localhost", "lab.sydney.corp.localhost"],
    }),
};

interface Names {
  door: string;
  doorApps: string;
  /** Each serves the apps right below its own name. Apps open through the last one. */
  proxies: readonly string[];
}

/** Everything on one port, as where names share one address. */
export async function prepareProxies({ door, doorApps, proxies }: Names): Promise<Place> {
  const router = await startHostRouter();
  const doorPort = await findFreePort();
  const accessUrl = `http://${door}:${router.port}`;
  const last = proxies.at(-1) ?? "";
  const pattern = `*.${last}:${router.port}`;
  const flags = { "access-url": accessUrl, "wildcard-access-url": `${doorApps}:${router.port}` };
  return {
    ...place({ port: doorPort, accessUrl, pattern, flags }),
    portOf: () => router.port,
    async begin(server) {
      // Before its proxies, which ask for it as soon as they run.
      router.route((host) => host === door, doorPort);
      const running: ProxyProcess[] = [];
      // The innermost first: its hosts end like those of the others.
      for (const name of [...proxies].reverse()) running.push(await begin(server, router, { accessUrl, name }));
      router.route(() => true, doorPort);
      // This machine is reached through a proxy when it has dialled it.
      for (const proxy of running) {
        const dialled = `Connected to the proxy ${new URL(proxy.accessUrl).host}`;
        await expect.poll(() => server.log().includes(dialled), { timeout: 60_000 }).toBe(true);
      }
      return async () => void (await Promise.all(running.map((proxy) => proxy.stop())));
    },
    appCookie: { nameAt: () => `latchkey_app_session-${hashOf(pattern)}`, domain: last, secure: false },
    close: () => router.close(),
  };
}

async function begin(
  server: DoorServer,
  router: HostRouter,
  { accessUrl, name }: { accessUrl: string; name: string },
): Promise<ProxyProcess> {
  const client = await signInClient(server);
  const { token } = (await client.post("/api/v1/proxies", { name })).json<{ token: string }>();
  const port = await findFreePort();
  router.route((host) => host === name || host.endsWith(`.${name}`), port);
  const proxy = await startProxy({
    ...{ primaryUrl: accessUrl, token, port },
    ...{ accessUrl: `http://${name}:${router.port}`, wildcard: `*.${name}:${router.port}` },
  });
  return proxy;
}
