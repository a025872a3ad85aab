/** Tells an agent which regional proxies there are, and gives it tickets for them. Guards: it asks for its own workspace alone, and not without end. */
import type { ProxyAddress, RegionsTold } from "#protocol/tunnel.ts";
import type { TunnelConnection } from "#tunnel/connection.ts";
import { readTold } from "#tunnel/told.ts";
import { z } from "zod";

/** Regional proxies, for agents. */
export interface Regions {
  listProxies(): ProxyAddress[];
  /** Called when that may have changed. Returns what ends it. */
  onChange(heard: () => void): () => void;
  /** With which a machine dials this proxy once. Null for a proxy that there is not. Throws `unavailable`. */
  createTicket(proxyId: string, holder: TicketHolder): Promise<string | null>;
}

/** Who dials; the token is what the right to it hangs on, and empty of the server's own machine. */
export interface TicketHolder {
  workspaceId: string;
  tokenId: string;
}

const maxLineBytes = 4_096;
const asked = z.object({ type: z.literal("ticket"), ask: z.int().min(0), proxy: z.string().max(100) });

/** `onTooMuch`: it says more than is listened to. */
export function tellRegions(
  to: TunnelConnection,
  regions: Regions,
  { holder, onTooMuch }: { holder: TicketHolder; onTooMuch: (why: string) => void },
): void {
  let told = "";
  const say = (said: RegionsTold) => void (to.destroyed || to.write(`${JSON.stringify(said)}\n`));
  const tell = () => {
    const proxies = regions.listProxies();
    const text = JSON.stringify(proxies);
    if (text === told || to.writableNeedDrain) return;
    told = text;
    say({ type: "proxies", proxies });
  };
  to.on("error", () => undefined); // an agent from before there were tickets refuses it
  to.on("drain", tell);
  to.once("close", regions.onChange(tell));
  readTold(to, {
    ...{ maxLineBytes, onTooMuch },
    heard(line) {
      const { data } = asked.safeParse(parse(line));
      if (!data) return;
      const { ask, proxy } = data;
      regions.createTicket(proxy, holder).then(
        (ticket) => say({ type: "ticket", ask, ticket }),
        () => say({ type: "ticket", ask, ticket: null }),
      );
    },
  });
  tell();
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
