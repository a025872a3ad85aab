/** Regional proxies: the list, the questions and the streams, put together. */
import { proxyPath, proxyStreamPath } from "#protocol/proxy.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { sendProblem } from "../answers.ts";
import { AppError, isAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Proxies } from "../proxies.ts";
import type { SessionRoom } from "../session.ts";
import type { Store } from "../store.ts";
import type { Workspaces } from "../workspaces.ts";
import type { AgentTickets } from "./agent-tickets.ts";
import { createAnswers } from "./answers.ts";
import { createProxyRegistry } from "./registry.ts";
import { openStreams } from "./streams.ts";
import { createTerminalTickets } from "./terminal-tickets.ts";
import { createProxiedTerminals } from "./terminals.ts";

export function openProxies(parts: {
  config: Pick<Config, "accessUrl" | "wildcard" | "sessionSecrets">;
  store: Pick<Store, "proxies" | "nonces">;
  room: Pick<SessionRoom, "news" | "sessions" | "openAppSessions" | "handOverCodes">;
  workspaces: Workspaces;
  clock: Clock;
  log: Log;
  version: string;
  buildId: string;
  tickets: Pick<AgentTickets, "redeem">;
}): Proxies {
  const { config, store, room, clock, log, version, buildId } = parts;
  const registry = createProxyRegistry({ store, news: room.news, clock });
  const terminals = createProxiedTerminals({
    ...{ sessions: room.sessions, terminals: parts.workspaces.terminals, clock },
    tickets: createTerminalTickets({ store, clock, secrets: config.sessionSecrets }),
  });
  const answer = createAnswers({ ...parts, accessUrl: config.accessUrl, terminals });
  const streams = openStreams({ config, store, registry, news: room.news, clock, log, version, buildId });
  return {
    ...registry,
    async createTerminalTicket(caller, terminalId, region) {
      const gateway = (await registry.listGateways()).find(({ id }) => id === region);
      if (!gateway?.healthy) throw new AppError("not_found", { detail: "There is no such region, or it is out of reach." });
      return terminals.createTicket(caller, terminalId, gateway);
    },
    async handle(request, response, path) {
      try {
        if (request.method !== "POST" || path === proxyStreamPath) throw new AppError("method_not_allowed");
        // Every browser sends Origin with a POST, and no proxy does.
        if (request.headers.origin !== undefined) throw new AppError("cross_origin");
        const proxy = await registry.requireProxy(request.headers.authorization, "proxy_questions");
        const [gateway] = (await registry.listGateways()).filter(({ id }) => id === proxy.id);
        if (!gateway) throw new AppError("bad_request", { detail: "The proxy has not registered yet." });
        const body = Buffer.from(JSON.stringify(await answer(gateway, path.slice(proxyPath.length + 1), request)));
        response.writeHead(200, { "content-type": "application/json", "content-length": body.length, "cache-control": "no-store" });
        response.end(body);
      } catch (error) {
        const known = isAppError(error) ? error : new AppError("internal", {}, error);
        if (known.code === "internal") log.error("a proxy's question failed", { path, error });
        sendProblem(response, known);
      }
    },
    accept: streams.accept,
    close() {
      streams.close();
      registry.close();
    },
  };
}
