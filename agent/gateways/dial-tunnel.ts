/** Dials one tunnel, once. Guards what is shown there: it goes to the address that was given and nowhere else, follows no redirect, is in no log. */
import type { IncomingHttpHeaders } from "node:http";
import type { LookupFunction } from "node:net";
import { WebSocket } from "ws";
import { frameHeadBytes, maxPayloadBytes } from "#protocol/frames.ts";
import {
  hostnameHeader,
  instanceHeader,
  processHeader,
  replicasHeldHeader,
  tunnelPath,
  tunnelVersion,
  tunnelVersionHeader,
} from "#protocol/tunnel.ts";
import { endWhenDead } from "#tunnel/end-when-dead.ts";
import { lookupDoor } from "#tunnel/lookup.ts";

export interface Dialling {
  /** The access URL of a door or a proxy. */
  url: URL;
  /** Shown there: the agent's token at the server, a ticket at a proxy. */
  token: string;
  /** Finds the address of its name; by default as for the server, whose address a person has given. */
  lookup?: LookupFunction;
  version: string;
  /** Of this installation, of this process, and what the machine is called; see protocol/tunnel.ts. */
  instance: string;
  process: string;
  hostname: string;
}

/** How it went over: refused before there was a tunnel, nobody there, or a tunnel that was and is no more. */
export type Outcome =
  | { kind: "refused"; status: number; headers: IncomingHttpHeaders }
  | { kind: "unreachable"; problem: string }
  | { kind: "lost"; code: number };

const handshakeWithinMs = 10_000;

/** `held`: the replicas to which there is a tunnel. `onOver` is called once, and not after `close`. */
export function dialTunnel(
  { url, token, version, instance, process, hostname, lookup = lookupDoor, held }: Dialling & { held: readonly string[] },
  { onOpen, onOver }: { onOpen: (socket: WebSocket, headers: IncomingHttpHeaders) => void; onOver: (outcome: Outcome) => void },
): { close(): void } {
  const address = new URL(tunnelPath, url);
  address.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const headers = {
    ...{ authorization: `Bearer ${token}`, [tunnelVersionHeader]: String(tunnelVersion), [instanceHeader]: instance },
    [processHeader]: process,
    // What a header cannot say is not said.
    ...(/^[\x21-\x7e]{1,253}$/.test(hostname) && { [hostnameHeader]: hostname }),
    ...(held.length > 0 && { [replicasHeldHeader]: held.join(",") }),
    "user-agent": `latchkey-agent/${version}`,
  };
  const socket = new WebSocket(address, {
    ...{ headers, perMessageDeflate: false, handshakeTimeout: handshakeWithinMs, lookup },
    maxPayload: frameHeadBytes + maxPayloadBytes,
  });
  let answered: IncomingHttpHeaders = {};
  let outcome: Outcome = { kind: "unreachable", problem: "does not answer" };
  let isOver = false;
  const over = () => {
    if (!isOver) onOver(outcome);
    isOver = true;
  };
  socket.on("unexpected-response", (_request, { statusCode: status = 0, headers: said }) => {
    outcome = { kind: "refused", status, headers: said };
    over();
    socket.terminate();
  });
  socket.on("upgrade", (answer) => (answered = answer.headers));
  socket.on("open", () => {
    outcome = { kind: "lost", code: 1006 };
    endWhenDead(socket);
    onOpen(socket, answered);
  });
  socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
    if (outcome.kind !== "unreachable") return;
    if (code === "ECONNREFUSED" || code === "ENOTFOUND") outcome = { ...outcome, problem: `does not answer (${code})` };
    if (code === "EADDRNOTAVAIL") outcome = { ...outcome, problem: "is at a link-local or metadata address, which is never dialled" };
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
      outcome = { ...outcome, problem: `has a certificate that is not trusted (${code})` };
  });
  socket.on("close", (code) => {
    if (outcome.kind === "lost") outcome = { kind: "lost", code };
    over();
  });
  return {
    close() {
      isOver = true;
      socket.close(1000);
      socket.terminate();
    },
  };
}
