/**
 * Terminals through this proxy: browser → proxy → agent, without the way to the primary. Guards: only pages of the primary's own origin open
 * one (every browser says where a socket comes from), with a ticket that the primary has given for this proxy and this terminal, and takes once.
 * Trusts: the primary for who that is and what they may; its word is asked again for as long as the socket is open. No cookie is looked at.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TicketAnswer } from "#protocol/proxy.ts";
import { ticketProtocolPrefix, viewerProtocol } from "#protocol/terminal.ts";
import { AppError } from "../errors.ts";
import { isSocketFromHere } from "../session.ts";
import { openViewerSockets, readViewing } from "../viewer-sockets.ts";
import type { Reach } from "../workspaces.ts";
import type { ProxyNews } from "./news.ts";
import type { Primary } from "./primary.ts";
import type { Stream } from "./stream.ts";
import { createAdmit } from "./terminal-admission.ts";

export interface ProxyTerminals {
  /** Throws why the viewer is not taken; otherwise the handshake is done. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, id: string): Promise<void>;
  /** Closes every socket with 1012. */
  close(): void;
}

export function openProxyTerminals(parts: {
  primary: Pick<Primary, "ask">;
  news: Pick<ProxyNews, "listen">;
  stream: () => Pick<Stream, "downSince">;
  findReach: (workspaceId: string) => Pick<Reach, "openTerminals"> | null;
  /** Of the primary: where its pages are. */
  accessOrigin: string;
  /** How long a socket stays open while the primary cannot be asked about its session. */
  keepMs?: number;
}): ProxyTerminals {
  const { primary, news, accessOrigin, keepMs } = parts;
  // Before the sockets: what they are told of is to be doubted here already.
  const admissions = createAdmit(parts);
  const sockets = openViewerSockets({
    news,
    clock: () => performance.now(),
    protocol: viewerProtocol,
    ...(keepMs !== undefined && { keepMs }),
  });
  return {
    async accept(request, socket, head, terminal) {
      sockets.requireOpen();
      if (!isSocketFromHere(request.headers, accessOrigin)) throw new AppError("cross_origin");
      const ticket = findTicket(request.headers["sec-websocket-protocol"]);
      if (ticket === null) throw new AppError("forbidden", { detail: "A terminal is opened here with a ticket of the door." });
      const { viewing } = readViewing(request.url ?? "");
      const answer = await primary.ask<TicketAnswer>("terminal", { ticket, terminal });
      if (answer.kind === "refused" && answer.code === "forbidden")
        throw new AppError("forbidden", { detail: "The door does not take this ticket here, or not any more." });
      sockets.take(request, socket, head, { admission: admissions.admit(answer, viewing) });
    },
    close() {
      sockets.close();
      admissions.close();
    },
  };
}

/** Null unless both are offered: what is selected tells the page that a Latchkey which knows tickets has answered. */
function findTicket(offered = ""): string | null {
  const protocols = offered.split(",").map((each) => each.trim());
  const ticket = protocols.find((each) => each.startsWith(ticketProtocolPrefix));
  return protocols.includes(viewerProtocol) && ticket ? ticket.slice(ticketProtocolPrefix.length) : null;
}
