/**
 * Tickets for terminals through a proxy, and the passes that they are exchanged for. Guards: a ticket is ours (sealed), works once, within 30 s,
 * at one proxy, for one terminal, and is worth what the key behind it is worth then. A pass is a proxy's own and opens nothing: with it the
 * proxy asks about a viewer that it has let in. Neither holds a secret: they name a key by its hash.
 */
import { hash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { createPurposeSeal } from "../session.ts";
import type { Store } from "../store.ts";

const ticketForMs = 30_000;

export interface Admitted {
  proxyId: string;
  /** As the API has it. */
  terminal: string;
  keyId: string;
  secretHash: string;
}

export interface TerminalTickets {
  create(admitted: Admitted): Promise<string>;
  /** Null when it is not ours, used, late, or for another proxy or terminal. Throws `unavailable`. */
  redeem(ticket: string, at: { proxyId: string; terminal: string }): Promise<Admitted | null>;
  createPass(admitted: Admitted): Promise<string>;
  /** Null when it is not ours, or another proxy's. */
  readPass(pass: string, proxyId: string): Promise<Admitted | null>;
}

interface Ticket extends Admitted {
  expiresAt: number;
}

export function createTerminalTickets(parts: {
  store: Pick<Store, "nonces">;
  clock: Clock;
  secrets: readonly [string, ...string[]];
}): TerminalTickets {
  const { store, clock, secrets } = parts;
  const tickets = createPurposeSeal("latchkey-terminal-ticket", secrets);
  const passes = createPurposeSeal("latchkey-terminal-pass", secrets);
  return {
    create: (admitted) => tickets.seal({ ...admitted, expiresAt: clock() + ticketForMs } satisfies Ticket),
    async redeem(ticket, { proxyId, terminal }) {
      const opened = await tickets.unseal<Ticket>(ticket);
      const { keyId, secretHash, expiresAt = 0 } = opened;
      if (keyId === undefined || secretHash === undefined || opened.proxyId !== proxyId || opened.terminal !== terminal) return null;
      if (clock() >= expiresAt) return null;
      const isFirst = await store.nonces.use(hash("sha256", `terminal ticket ${ticket}`, "hex"), expiresAt);
      return isFirst ? { proxyId, terminal, keyId, secretHash } : null;
    },
    createPass: ({ proxyId, terminal, keyId, secretHash }) => passes.seal({ proxyId, terminal, keyId, secretHash } satisfies Admitted),
    async readPass(pass, proxyId) {
      const { terminal, keyId, secretHash, ...opened } = await passes.unseal<Admitted>(pass);
      if (terminal === undefined || keyId === undefined || secretHash === undefined || opened.proxyId !== proxyId) return null;
      return { proxyId, terminal, keyId, secretHash };
    },
  };
}
