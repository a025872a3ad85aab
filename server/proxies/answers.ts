/**
 * What a proxy asks of the primary. Guards: a proxy's token answers for its own wildcard alone; it never learns a session's secret, and makes
 * no app session but by a code that this door gave a browser.
 */
import type { IncomingMessage } from "node:http";
import {
  agentQuestion,
  believeMs,
  passQuestion,
  question,
  redemption,
  ticketQuestion,
  type AgentAnswer,
  type DecisionFar,
  type FoundFar,
  type PassAnswer,
  type Redeemed,
  type TicketAnswer,
} from "#protocol/proxy.ts";
import type { z } from "zod";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { createAppHosts, createLocalAuthority, type Authority } from "../gateway.ts";
import type { ProxyGateway } from "../proxies.ts";
import { findSharedDomain, type SessionRoom } from "../session.ts";
import type { Found, Workspaces } from "../workspaces.ts";
import type { AgentTickets } from "./agent-tickets.ts";
import type { ProxiedTerminals } from "./terminals.ts";

const maxBodyBytes = 256 * 1024;
/** The workspace that is the server's own machine. */
const localName = "this-machine";

type Answer = DecisionFar | Redeemed | AgentAnswer | TicketAnswer | PassAnswer;

export function createAnswers(parts: {
  room: Pick<SessionRoom, "sessions" | "openAppSessions" | "handOverCodes">;
  workspaces: Workspaces;
  accessUrl: URL;
  clock: Clock;
  tickets: Pick<AgentTickets, "redeem">;
  terminals: ProxiedTerminals;
}): (gateway: ProxyGateway, what: string, request: IncomingMessage) => Promise<Answer> {
  const { room, workspaces, accessUrl, clock, tickets, terminals } = parts;
  const served = new Map<string, Authority>();
  const serve = ({ url, wildcard }: ProxyGateway): Authority => {
    const known = served.get(`${url} ${wildcard}`);
    if (known) return known;
    const { protocol } = new URL(url);
    const secureCookies = protocol === "https:";
    const appSessions = room.openAppSessions({ wildcard, secureCookies });
    const guestSessions = room.openAppSessions({ wildcard, secureCookies, scope: "host" });
    const sharedDomain = findSharedDomain(accessUrl.hostname, wildcard);
    const hosts = createAppHosts(wildcard, protocol);
    const authority = createLocalAuthority({
      ...{ hosts, appSessions, guestSessions, workspaces, accessOrigin: accessUrl.origin, sharedDomain, secureCookies },
      handOverCodes: room.handOverCodes,
    });
    served.set(`${url} ${wildcard}`, authority);
    return authority;
  };

  return async (gateway, what, request) => {
    const authority = serve(gateway);
    if (what === "decide") {
      const asked = await read(request, question);
      const { keyIds, userId, losers, ended, doubt, found, set, expiresAt } = await authority.decide(asked);
      const left = expiresAt === null ? believeMs : Math.min(believeMs, Math.max(0, expiresAt - clock()));
      return { keyIds: [...keyIds], userId, losers, ended, doubt, found: farOf(found), set: [...set], believeMs: left };
    }
    if (what === "redeem") {
      const { code, ...proof } = await read(request, redemption);
      return { set: await authority.redeem(code, proof) };
    }
    if (what === "agent") {
      const { ticket } = await read(request, agentQuestion);
      const shown = await tickets.redeem(ticket, gateway.id);
      const workspaceId = shown && (shown.tokenId === "" ? localName : await workspaces.findByToken(shown.tokenId));
      if (!shown || workspaceId !== shown.workspaceId)
        throw new AppError("forbidden", { detail: "The ticket of this machine is not one for this proxy, or was used, or is too old." });
      return { workspaceId, tokenId: shown.tokenId };
    }
    if (what === "terminal") return terminals.open(gateway, await read(request, ticketQuestion));
    if (what === "terminal-look") return terminals.look(gateway, (await read(request, passQuestion)).pass);
    if (what === "terminal-use") return terminals.noteUse(gateway, (await read(request, passQuestion)).pass);
    throw new AppError("not_found");
  };
}

function farOf(found: Found): FoundFar {
  if (found.kind !== "open") return { kind: found.kind };
  const { kind, workspaceId, ownerId, host, port, tls, cors, identity = "strip" } = found;
  return { kind, workspaceId, ownerId, host, port, tls, cors, identity };
}

async function read<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new AppError("payload_too_large");
    chunks.push(chunk);
  }
  try {
    return schema.parse(JSON.parse(Buffer.concat(chunks).toString()));
  } catch (cause) {
    throw new AppError("bad_request", { detail: "This is not what a proxy asks." }, cause);
  }
}
