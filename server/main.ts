/**
 * The composition root. Read this first: configuration, store, rooms, listener, shutdown, in this order; what opens last closes first.
 *
 *   config.ts    what the door was told
 *   store.ts     what lasts
 *   session.ts   who is calling
 *   workspaces.ts what runs, gateway.ts the apps on their own hosts
 *   next-app.ts  the pages and the API's routes (app/)
 *   http.ts      one dispatcher of requests, upgrades.ts one of upgrades: the Host decides the one owner of each
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import { createLocalAgent, defaultRules, dialProxies } from "#agent/local.ts";
import { createTerminalLink } from "#agent/terminals/link.ts";
import { startHostProcess } from "#agent/terminals/start-host.ts";
import { version } from "#package.json";
import { openApps } from "./apps.ts";
import { openContextRest } from "./async-context.ts";
import { systemClock } from "./clock.ts";
import { readConfig } from "./config.ts";
import { loadDocuments } from "./documents.ts";
import { AppError } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import { createForwarded } from "./forwarded.ts";
import { openGateways } from "./gateways.ts";
import { createHosts } from "./hosts.ts";
import { createDispatcher } from "./http.ts";
import { openListener } from "./listener.ts";
import { createLog, type Log } from "./log.ts";
import { openMetrics } from "./metrics.ts";
import { findBuild, openNextApp } from "./next-app.ts";
import { openReplicas } from "./replicas.ts";
import { createAuthorize } from "./authorize.ts";
import { createAgentTickets, openProxies } from "./proxies.ts";
import { createRetirement } from "./retire.ts";
import { openRuntime } from "./runtime.ts";
import { createSetupCode, openLive, openSessionRoom } from "./session.ts";
import { openStore } from "./store.ts";
import { openTerminalSockets } from "./terminal-socket.ts";
import { createUpgrades } from "./upgrades.ts";

/** How long what is still open at the very end may take, ms. Answers in flight have had their time: see retire.ts. The whole shutdown stays within 10 s. */
const graceMs = 1_000;

export interface RunningDoor {
  /** Where people open it. */
  readonly accessUrl: string;
  /** Printed once where a stranger could reach an empty door; null otherwise. */
  readonly setupCode: string | null;
  close(): Promise<void>;
}

/** Opens the door and resolves when it answers. Throws ConfigError for what the configuration cannot mean. */
export async function openDoor({
  argv,
  env,
  log = createLog(),
}: {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  log?: Log;
}): Promise<RunningDoor> {
  const opened: (() => void | Promise<void>)[] = [];
  const closing = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const build = findBuild();
    const asked = readConfig({ argv, env });
    const listener = await openListener(asked, log);
    opened.push(() => listener.close(graceMs));
    const config = asked.listen.port === 0 ? readConfig({ argv, env, boundPort: listener.port }) : asked;

    const store = await openStore({ databaseUrl: config.databaseUrl, log: log.room("store") });
    opened.push(() => store.close());
    const hosts = createHosts(config);
    const room = await openSessionRoom({ config, store, clock: systemClock, log: log.room("session"), origins: hosts.origins });
    opened.push(() => room.close());
    const keepMs = config.keepVerdictsSeconds * 1000;
    const live = openLive({
      authenticate: room.sessions.authenticate,
      news: room.news,
      clock: systemClock,
      buildId: build.buildId,
      keepMs,
    });

    const isShared = config.databaseUrl.startsWith("postgres");
    const replicas = openReplicas({
      ...{ store, news: room.news, clock: systemClock, log: log.room("replicas") },
      ...{ version, isShared },
    });
    opened.push(() => replicas.close());
    const tickets = createAgentTickets({ store, clock: systemClock, secrets: config.sessionSecrets });
    const gateways = await openGateways({ store, news: room.news, replicas, tickets });
    opened.push(() => gateways.close());

    // In a process of its own: shells outlive a restart of the door.
    const terminalLink = createTerminalLink({
      dir: config.dataDir,
      start: () => startHostProcess({ dir: config.dataDir, config: join(config.dataDir, "latchkey.yaml"), env }),
    });
    opened.push(() => terminalLink.close());
    const local = createLocalAgent({ version, rules: defaultRules, terminals: terminalLink });
    const ownPorts = [listener.port, ...(config.metricsListen ? [config.metricsListen.port] : [])];
    const apps = openApps({
      config,
      store,
      room,
      clock: systemClock,
      log,
      local,
      ownPorts,
      gateways,
    });
    opened.push(() => apps.close());
    const proxies = openProxies({
      ...{
        config,
        store,
        room,
        workspaces: apps.workspaces,
        clock: systemClock,
        log: log.room("proxies"),
        version,
        buildId: build.buildId,
      },
      tickets,
    });
    opened.push(() => proxies.close());
    if (config.localWorkspace) {
      const connections = dialProxies({
        local,
        regions: gateways.regions,
        instance: replicas.id,
        version,
        log: log.room("proxies"),
      });
      opened.push(() => connections.close());
    }
    const authorize = createAuthorize({ config, hosts: apps.hosts, proxies, handOverCodes: room.handOverCodes });

    const terminals = openTerminalSockets({ room, terminals: apps.workspaces.terminals, clock: systemClock, keepMs });

    const retirement = createRetirement({
      ...{ listener, replicas },
      closeSockets() {
        live.close();
        terminals.close();
      },
    });

    const contextRest = openContextRest();
    const exchanges = new AsyncLocalStorage<Exchange>();
    const setupCode = createSetupCode({
      needed: !config.loopbackOnly && (await room.people.isSetUpNeeded()),
      secret: config.sessionSecrets[0],
      limits: room.limits,
      log: log.room("session"),
    });
    const runtime = openRuntime({
      config,
      log,
      buildId: build.buildId,
      setupCode,
      apps,
      authorize,
      proxies,
      ...room,
      exchange: () => requireExchange(exchanges),
    });
    opened.push(() => runtime.close());
    const next = await openNextApp({ dir: build.dir, dev: build.dev });
    opened.push(() => next.close());
    const metrics = await openMetrics({ listen: config.metricsListen, server: listener.server });
    opened.push(() => metrics.close());

    const forwarded = createForwarded(config.trustedProxies);
    const documents = loadDocuments(build);
    const dispatch = createDispatcher({
      ...{
        config,
        log,
        clock: systemClock,
        findDoor: hosts.findDoor,
        forwarded,
        room,
        documents,
        exchanges,
        gateway: apps.gateway,
        pathApps: apps.pathApps,
        proxies,
        dev: build.dev,
      },
      isReady: () => (retirement.hasBegun() ? Promise.reject(new AppError("unavailable")) : store.ping()),
      render: contextRest.after(next.handle),
    });
    const upgrade = createUpgrades({
      ...{
        hosts,
        forwarded,
        live,
        gateway: apps.gateway,
        pathApps: apps.pathApps,
        agents: apps.agents,
        terminals,
        proxies,
        sessions: room.sessions,
        log,
      },
      next: next.upgrade,
    });
    listener.serve({ request: dispatch, upgrade, accessOrigin: config.accessUrl.origin });
    opened.push(() => retirement.run());
    await replicas.join();
    return { accessUrl: config.accessUrl.href.replace(/\/$/, ""), setupCode: setupCode.text, close: closing };
  } catch (error) {
    await closing();
    throw error;
  }
}

function requireExchange(exchanges: AsyncLocalStorage<Exchange>): Exchange {
  const exchange = exchanges.getStore();
  if (!exchange) throw new Error("Nothing is being answered here.");
  return exchange;
}
