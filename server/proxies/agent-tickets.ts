/**
 * What machines show a regional proxy when they dial it. Guards: a ticket is ours (sealed), works once, within a minute, at one proxy, and is worth
 * nothing here. It holds no secret: it names a workspace, and the token that the right to it hangs on, which is looked at again when it is used.
 */
import { hash, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { createPurposeSeal } from "../session.ts";
import type { Store } from "../store.ts";

const ticketForMs = 60_000;

export interface AgentTicket {
  proxyId: string;
  workspaceId: string;
  /** Empty of the server's own machine, which has no token. */
  tokenId: string;
}

export interface AgentTickets {
  create(ticket: AgentTicket): Promise<string>;
  /** Null when it is not ours, used, late, or for another proxy. Throws `unavailable`. */
  redeem(text: string, proxyId: string): Promise<AgentTicket | null>;
}

export function createAgentTickets(parts: {
  store: Pick<Store, "nonces" | "keys">;
  clock: Clock;
  secrets: readonly [string, ...string[]];
}): AgentTickets {
  const { store, clock, secrets } = parts;
  /** It may have ended while the ticket was on its way. */
  const isLive = async (tokenId: string): Promise<boolean> => {
    if (tokenId === "") return true;
    const { key, user } = (await store.keys.find(tokenId)) ?? {};
    return key?.revokedAt === null && key.expiresAt > clock() && key.scopes.includes("agent") && user?.suspendedAt === null;
  };
  const seal = createPurposeSeal("latchkey-agent-ticket", secrets);
  return {
    create: (ticket) => seal.seal({ ...ticket, nonce: randomUUID(), expiresAt: clock() + ticketForMs }),
    async redeem(text, proxyId) {
      const opened = await seal.unseal<AgentTicket & { nonce: string; expiresAt: number }>(text);
      const { workspaceId, tokenId, nonce, expiresAt = 0 } = opened;
      if (opened.proxyId !== proxyId || workspaceId === undefined || tokenId === undefined || nonce === undefined) return null;
      if (clock() >= expiresAt) return null;
      const isFirst = await store.nonces.use(hash("sha256", `agent ticket ${nonce}`, "hex"), expiresAt);
      return isFirst && (await isLive(tokenId)) ? { proxyId, workspaceId, tokenId } : null;
    },
  };
}
