/**
 * What a proxy asks of the primary. Guards: a proxy's token answers for its own wildcard alone; it never learns a session's secret, and makes
 * no app session but by a code that this door gave a browser.
 */
import type { IncomingMessage } from "node:http";
import {
  agentQuestion,
  believeMs,
  question,
  redemption,
  type AgentAnswer,
  type DecisionFar,
  type FoundFar,
  type Redeemed,
} from "#protocol/proxy.ts";
import type { z } from "zod";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { createLocalAuthority, type Authority } from "../gateway.ts";
import type { ProxyGateway } from "../proxies.ts";
import { findSharedDomain, type AppSessions, type SessionRoom } from "../session.ts";
import type { Found, Workspaces } from "../workspaces.ts";

const maxBodyBytes = 256 * 1024;

interface Served {
  authority: Authority;
  appSessions: AppSessions;
}

export function createAnswers(parts: {
  room: Pick<SessionRoom, "sessions" | "openAppSessions" | "handOverCodes">;
  workspaces: Workspaces;
  accessUrl: URL;
  clock: Clock;
  localToken: { matches(authorization: string): boolean };
}): (gateway: ProxyGateway, what: string, request: IncomingMessage) => Promise<DecisionFar | Redeemed | AgentAnswer> {
  const { room, workspaces, accessUrl, clock, localToken } = parts;
  const served = new Map<string, Served>();
  const serve = ({ url, wildcard }: ProxyGateway): Served => {
    const known = served.get(`${url} ${wildcard}`);
    if (known) return known;
    const { protocol, hostname } = new URL(url);
    const secureCookies = protocol === "https:";
    const appSessions = room.openAppSessions({ wildcard, secureCookies });
    const sharedDomain = findBindingDomain({ door: accessUrl.hostname, proxy: hostname, wildcard }).domain;
    const authority = createLocalAuthority({
      ...{ appSessions, workspaces, accessOrigin: accessUrl.origin, sharedDomain, secureCookies },
      handOverCodes: room.handOverCodes,
    });
    const made = { authority, appSessions };
    served.set(`${url} ${wildcard}`, made);
    return made;
  };

  return async (gateway, what, request) => {
    const { authority, appSessions } = serve(gateway);
    if (what === "decide") {
      const { host, address, cookies, passive } = await read(request, question);
      const name = appSessions.cookie.nameFor(host);
      const cookieHeader = cookies.map((value) => `${name}=${value}`).join("; ");
      const { keyIds, userId, losers, ended, found, set, expiresAt } = await authority.decide({ host, address, cookieHeader, passive });
      const left = expiresAt === null ? believeMs : Math.min(believeMs, Math.max(0, expiresAt - clock()));
      return { keyIds: [...keyIds], userId, losers, ended, found: farOf(found), set: [...set], believeMs: left };
    }
    if (what === "redeem") {
      const { code, ...proof } = await read(request, redemption);
      return { set: await authority.redeem(code, proof) };
    }
    if (what === "agent") {
      const { authorization } = await read(request, agentQuestion);
      if (localToken.matches(authorization)) return { workspaceId: "this-machine", tokenId: "" };
      const verdict = await room.sessions.check({ cookie: undefined, authorization });
      if (!verdict.ok) throw new AppError("forbidden", { detail: "The agent's token is not valid." });
      const { key } = verdict.caller;
      const workspaceId = key.scopes.includes("agent") ? await workspaces.findByToken(key.id) : null;
      if (workspaceId === null) throw new AppError("forbidden", { detail: "This is not an agent's token." });
      return { workspaceId, tokenId: key.id };
    }
    throw new AppError("not_found");
  };
}

/**
 * Over which domain a hand-over to a proxy's apps is bound to the browser, and who can set that cookie: the door itself where it shares a
 * domain with the apps, else the proxy, which the browser then passes on its way (docs/decisions/007).
 */
export function findBindingDomain({ door, proxy, wildcard }: { door: string; proxy: string; wildcard: string }): {
  domain: string | null;
  by: "door" | "proxy";
} {
  const ofDoor = findSharedDomain(door, wildcard);
  if (ofDoor !== null) return { domain: ofDoor, by: "door" };
  return { domain: findSharedDomain(proxy, wildcard), by: "proxy" };
}

function farOf(found: Found): FoundFar {
  if (found.kind !== "open") return { kind: found.kind };
  const { kind, workspaceId, ownerId, host, port, tls, cors } = found;
  return { kind, workspaceId, ownerId, host, port, tls, cors };
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
