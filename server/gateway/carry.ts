/** Carries what was permitted to the app and back, and holds open only what may stay open. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { News } from "../session.ts";
import type { OpenApp } from "../workspaces.ts";
import { isNavigation } from "./asker.ts";
import { forward, type Upstream } from "./forward.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";
import { askEveryTime } from "./freshness.ts";
import type { Hop } from "./header-passes.ts";
import { createOpenStreams, type Permit } from "./open-streams.ts";
import type { PageKind } from "./pages.ts";
import { refuseSocket } from "./refuse-socket.ts";

interface Carried {
  app: OpenApp;
  hop: Hop;
  /** The request target as the app is to see it. */
  target: string;
  /** Our own Set-Cookies for this answer. */
  set: readonly string[];
  permit: Permit;
  /** A last pass over the raw headers for the browser. */
  adapt?: (raw: string[]) => string[];
}

export interface Carrier {
  /** Resolves when the answer is through. `show` is called where the app gave none. */
  request(request: IncomingMessage, response: ServerResponse, what: Carried & { show: (kind: PageKind) => void }): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, what: Carried): void;
  close(): void;
}

const pageOf = { timeout: "too_slow", untrusted: "untrusted", unreachable: "no_answer", broken: "no_answer" } as const;

/** `keepMs`: see open-streams.ts. */
export function createCarrier(news: Pick<News, "listen">, { keepMs }: { keepMs?: number } = {}): Carrier {
  const streams = createOpenStreams(news, { ...(keepMs !== undefined && { keepMs }) });
  const upstreamOf = ({ reach, host, port, tls }: OpenApp): Upstream => ({
    ...{ host, port, tls, agent: tls ? reach.agents.tls : reach.agents.plain },
    open: () => reach.open({ host, port, tls }),
  });
  return {
    async request(request, response, { app, permit, show, adapt = (raw) => raw, ...given }) {
      // The browser went while it was being decided: nobody would read the answer, and nothing would tell the app so.
      if (response.destroyed) return;
      const what = { ...given, hop: hopTo(app, given.hop) };
      const held = streams.hold(permit, () => response.destroy());
      // Only where a session is asked for; what is open to anybody may be shown for as long as browsers like.
      const isGuardedPage = permit.keyIds.length > 0 && isNavigation(request);
      const last = isGuardedPage ? (raw: string[]) => askEveryTime(adapt(raw)) : adapt;
      try {
        await forward({ request, response, upstream: upstreamOf(app), fail: (failure) => show(pageOf[failure]), ...what, adapt: last });
      } finally {
        streams.release(held);
      }
    },
    upgrade(request, socket, head, { app, permit, ...given }) {
      const what = { ...given, hop: hopTo(app, given.hop) };
      const held = streams.hold(permit, () => socket.destroy());
      if (socket.destroyed) return streams.release(held);
      socket.once("close", () => streams.release(held));
      forwardUpgrade({ request, socket, head, upstream: upstreamOf(app), fail: () => refuseSocket(socket, 502), ...what });
    },
    close: () => streams.close(),
  };
}

function hopTo({ identity }: OpenApp, hop: Hop): Hop {
  return identity === "passthrough" ? { ...hop, keepsIdentity: true } : hop;
}
