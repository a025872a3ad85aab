/** The primary's answers about terminals through proxies, over real terminals of a real session room. */
import type { Caller } from "../../session.ts";
import { openTestTerminals } from "../../workspaces/testing/terminals.ts";
import type { ProxyGateway } from "../../proxies.ts";
import { createTerminalTickets } from "../terminal-tickets.ts";
import { createProxiedTerminals } from "../terminals.ts";

export const sydney: ProxyGateway = {
  ...{ id: "sydney", name: "Sydney", url: "https://sydney.example.com:8443", wildcard: "*.sydney.example.com:8443", healthy: true },
};

export async function openTestProxied(options: Parameters<typeof openTestTerminals>[0] = {}) {
  const bench = await openTestTerminals(options);
  const { room, terminals } = bench;
  const clock = () => room.now.value;
  const tickets = createTerminalTickets({ store: room.store, clock, secrets: room.config.sessionSecrets });
  const proxied = createProxiedTerminals({ sessions: room.sessions, terminals, tickets, clock });
  return {
    ...{ ...bench, tickets, proxied },
    /** Somebody signed in anew. */
    async signIn(): Promise<{ caller: Caller; cookie: string }> {
      const { cookie } = await room.signIn();
      const verdict = await room.sessions.check({ cookie });
      if (!verdict.ok) throw new Error("not signed in");
      return { caller: verdict.caller, cookie };
    },
    /** As a proxy asks over the network: texts, and the answers to what it may ask. */
    async ask<Answer>(what: string, body: unknown, gateway = sydney): Promise<Answer> {
      const asked = JSON.parse(JSON.stringify(body)) as { ticket: string; terminal: string; pass: string };
      const answer = {
        terminal: () => proxied.open(gateway, asked),
        "terminal-look": () => proxied.look(gateway, asked.pass),
        "terminal-use": () => proxied.noteUse(gateway, asked.pass),
      }[what];
      if (!answer) throw new Error(`Nobody asks for ${what}.`);
      return JSON.parse(JSON.stringify(await answer())) as Answer;
    },
  };
}
