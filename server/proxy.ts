/**
 * A regional proxy, as a process: the gateway of the door in another place, without a database and without pages. Its composition root.
 *
 *   proxy/primary.ts    asks the primary
 *   proxy/stream.ts     hears from it
 *   proxy/authority.ts  who may open what, remembered for seconds
 *   proxy/tunnels.ts    the agents that dial here
 *   proxy/terminals.ts  terminals of the door's pages
 *   proxy/front.ts      what is answered at the proxy's own address
 *   gateway.ts          everything else: the same as in the door
 */
import { randomBytes } from "node:crypto";
import { version } from "#package.json";
import { systemClock } from "./clock.ts";
import { readProxyConfig } from "./config.ts";
import { AppError, isAppError } from "./errors.ts";
import { createForwarded } from "./forwarded.ts";
import { createAppHosts, createCarrier, createRecent, openGateway } from "./gateway.ts";
import { openListener } from "./listener.ts";
import { createLog, type Log } from "./log.ts";
import { createRemoteAuthority } from "./proxy/authority.ts";
import { createFront } from "./proxy/front.ts";
import { createProxyNews } from "./proxy/news.ts";
import { checkOwnAddress } from "./proxy/own-address.ts";
import { createPrimary } from "./proxy/primary.ts";
import { openStream } from "./proxy/stream.ts";
import { openProxyTerminals } from "./proxy/terminals.ts";
import { createTunnels } from "./proxy/tunnels.ts";
import { compareWelcome } from "./proxy/welcome.ts";
import { readPath } from "./request-target.ts";
import { findUpgrade, proxyUpgradeRoutes } from "./routes.ts";
import { refuseUpgrade } from "./upgrades.ts";

/** How long answers in flight may take after the order to stop, ms. */
const graceMs = 4_000;

export interface RunningProxy {
  readonly accessUrl: string;
  /** Resolves when the primary sends this proxy away for good: with one sentence on why. */
  readonly refused: Promise<string>;
  /** Resolves when the primary has taken it. */
  readonly welcomed: Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the proxy and resolves when it answers, whether or not the primary does. Throws ConfigError for what cannot be meant. */
export async function openProxy(given: {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  say: (text: string) => void;
  log?: Log;
}): Promise<RunningProxy> {
  const { argv, env, say, log = createLog() } = given;
  const asked = readProxyConfig({ argv, env });
  const listener = await openListener(asked, log);
  const config = asked.listen.port === 0 ? readProxyConfig({ argv, env, boundPort: listener.port }) : asked;
  const { accessUrl, wildcard, primaryUrl, token, secureCookies } = config;
  const scheme = accessUrl.protocol;
  const replicaId = randomBytes(9).toString("base64url");

  const primary = createPrimary({ url: primaryUrl, token });
  const news = createProxyNews();
  const tunnels = createTunnels({ primary, news, replicaId });
  const authority = createRemoteAuthority({
    ...{ primary, accessOrigin: primaryUrl.origin, findReach: tunnels.findReach, keepMs: config.keepVerdictsSeconds * 1000 },
    stream: () => stream,
  });
  /** Whatever was said meanwhile was not heard: nothing is believed, and all that is open is looked at, at once. */
  const lookAgain = () => {
    authority.doubt();
    news.tell({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: [""] });
  };
  const stream = openStream({
    ...{ url: primaryUrl, token, say },
    registration: { url: accessUrl.origin, wildcard, version, replicaId },
    onWelcome(welcome) {
      for (const text of compareWelcome(welcome, { now: systemClock(), version, primaryUrl })) say(text);
    },
    onNews(heard) {
      authority.hear(heard);
      news.tell(heard);
      if (heard.hasGap) lookAgain();
    },
    onTurn(isUp) {
      say(isUp ? `Connected to the door at ${primaryUrl.host}.` : "The door is out of reach; who was let in a moment ago goes on.");
      lookAgain();
    },
  });
  const hosts = createAppHosts(wildcard, scheme);
  const carrier = createCarrier(news, { keepMs: config.keepVerdictsSeconds * 1000 });
  const recent = createRecent({ news, clock: systemClock });
  const gateway = openGateway({
    ...{ hosts, authority, carrier, recent, log: log.room("gateway"), scheme, secureCookies },
    ...{ accessOrigin: primaryUrl.origin, whenUnavailable: "primary_away" },
  });
  const terminals = openProxyTerminals({
    ...{ primary, news, findReach: tunnels.findReach, accessOrigin: primaryUrl.origin, keepMs: config.keepVerdictsSeconds * 1000 },
    stream: () => stream,
  });
  const front = createFront({ config, isReady: () => stream.isUp });
  const forwarded = createForwarded(config.trustedProxies);

  listener.serve({
    accessOrigin: primaryUrl.origin,
    request(request, response) {
      const host = forwarded.hostOf(request);
      if (host !== undefined && gateway.owns(host))
        return gateway.handle(request, response, { host: host.toLowerCase(), ip: forwarded.addressOf(request) });
      front(request, response, host);
    },
    upgrade(request, socket, head) {
      const host = forwarded.hostOf(request);
      if (host !== undefined && gateway.owns(host))
        return gateway.upgrade(request, socket, head, { host: host.toLowerCase(), ip: forwarded.addressOf(request) });
      Promise.resolve()
        .then(() => {
          if (host?.toLowerCase() !== accessUrl.host) throw new AppError("misdirected");
          const path = readPath(request.url);
          const upgrade = findUpgrade(proxyUpgradeRoutes, path);
          if (upgrade?.kind === "proxy_terminal") return terminals.accept(request, socket, head, upgrade.id);
          if (upgrade?.kind === "proxy_tunnel") return tunnels.accept(request, socket, head);
          throw new AppError("not_found");
        })
        .catch((error: unknown) => {
          const known = isAppError(error) ? error : new AppError("internal", {}, error);
          if (known.code === "internal") log.error("an upgrade failed", { error });
          refuseUpgrade(socket, known);
        });
    },
  });
  void checkOwnAddress(accessUrl).then((problem) => problem !== null && say(problem));
  return {
    accessUrl: accessUrl.origin,
    refused: stream.refused,
    welcomed: stream.welcomed,
    async close() {
      // It takes no more, and finishes what it was asked, before anything that answers needs is closed.
      listener.retire();
      listener.stop();
      terminals.close();
      await listener.finish(graceMs);
      recent.close();
      carrier.close();
      tunnels.close();
      stream.close();
      await listener.close(0);
      primary.close();
    },
  };
}
