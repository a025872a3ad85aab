/**
 * Terminals through proxies, as the primary answers for them. Guards: whatever the door asks of a viewer of its own (key, scope, who may open
 * terminals there, password, activity log) is asked here before a proxy may attach, and again for as long as it does.
 */
import { believeMs, type PassAnswer, type TicketAnswer } from "#protocol/proxy.ts";
import type { TerminalTicket } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import { AppError, isAppError } from "../errors.ts";
import type { ProxyGateway } from "../proxies.ts";
import { requireScope, type Caller, type SessionRoom, type Verdict } from "../session.ts";
import type { Terminals } from "../workspaces.ts";
import type { TerminalTickets } from "./terminal-tickets.ts";

export interface ProxiedTerminals {
  /** For this caller's next socket through a proxy. `id`: the terminal's. */
  createTicket(caller: Pick<Caller, "key">, id: string, gateway: ProxyGateway): Promise<TerminalTicket>;
  open(gateway: ProxyGateway, asked: { ticket: string; terminal: string }): Promise<TicketAnswer>;
  look(gateway: ProxyGateway, pass: string): Promise<PassAnswer>;
  /** The person has typed. */
  noteUse(gateway: ProxyGateway, pass: string): Promise<PassAnswer>;
}

export function createProxiedTerminals(parts: {
  sessions: Pick<SessionRoom["sessions"], "authenticateKept" | "renew">;
  terminals: Pick<Terminals, "admit" | "stateOf" | "noteUse">;
  tickets: TerminalTickets;
  clock: Clock;
}): ProxiedTerminals {
  const { sessions, terminals, tickets, clock } = parts;
  const present = async (verdict: Verdict, terminal: string): Promise<PassAnswer> => {
    if (!verdict.ok) return { state: "ended", reason: `${verdict.code}:${verdict.reason ?? ""}`, believeMs: 0 };
    const { user, key } = verdict.caller;
    const isGone = (await terminals.stateOf(user, terminal)) === "closed";
    const left = Math.max(0, Math.min(key.expiresAt, key.absoluteExpiresAt ?? Infinity) - clock());
    return { state: isGone ? "gone" : "open", reason: "", believeMs: Math.min(believeMs, left) };
  };
  const check = ({ keyId, secretHash }: { keyId: string; secretHash: string }) =>
    sessions.authenticateKept({ id: keyId, secretHash }, "proxy_terminal");
  const read = async ({ id }: ProxyGateway, pass: string) => {
    const admitted = await tickets.readPass(pass, id);
    if (!admitted) throw new AppError("forbidden", { detail: "This pass is not this proxy's." });
    return { verdict: await check(admitted), terminal: admitted.terminal };
  };

  return {
    async createTicket({ key }, terminal, { id: proxyId, url }) {
      const ticket = await tickets.create({ proxyId, terminal, keyId: key.id, secretHash: key.secretHash });
      return { ticket, url: `${url.replace(/^http/, "ws")}/api/v1/terminals/${encodeURIComponent(terminal)}/socket` };
    },
    async open({ id: proxyId }, { ticket, terminal }) {
      const admitted = await tickets.redeem(ticket, { proxyId, terminal });
      if (!admitted) return { kind: "refused", code: "forbidden" };
      const verdict = await check(admitted);
      if (!verdict.ok) return { kind: "refused", code: "forbidden" };
      try {
        requireScope(verdict.caller, "terminals:write");
        const place = await terminals.admit(verdict.caller, terminal);
        return { kind: "open", ...place, keyIds: [verdict.caller.key.id], pass: await tickets.createPass(admitted) };
      } catch (error) {
        const code = isAppError(error) ? error.code : "internal";
        if (code === "password_needed") return { kind: "refused", code };
        if (code === "not_found" || code === "forbidden") return { kind: "refused", code: "not_found" };
        if (code === "scope_missing") return { kind: "refused", code: "forbidden" };
        throw error;
      }
    },
    async look(gateway, pass) {
      const { verdict, terminal } = await read(gateway, pass);
      return present(verdict, terminal);
    },
    async noteUse(gateway, pass) {
      const { verdict, terminal } = await read(gateway, pass);
      if (verdict.ok) await Promise.all([sessions.renew(verdict.caller, false), terminals.noteUse(verdict.caller)]);
      return present(verdict, terminal);
    },
  };
}
