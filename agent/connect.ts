/**
 * Keeps this machine connected: tunnels to the door, to each of its replicas, and to every regional proxy that the door tells of. The door
 * alone says whether the agent is wanted; guards the token, which goes to the door, nowhere else, and into no log. A proxy is shown a ticket.
 */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { hostname } from "node:os";
import { elsewhereHeader, tunnelCloseCodes, tunnelVersionHeader } from "#protocol/tunnel.ts";
import type { Outcome } from "./gateways/dial-tunnel.ts";
import { keepTunnels } from "./gateways/keep-tunnels.ts";
import { openGatewayConnections, type Served } from "./gateways/proxies.ts";
import { createRegions } from "./gateways/regions.ts";
import { shareSources } from "./gateways/share-sources.ts";
import { elsewhereMs, waitMs } from "./gateways/waits.ts";
import { serveTunnel } from "./tunnel-end.ts";

export interface ConnectOptions extends Served {
  /** The door's access URL. */
  url: URL;
  token: string;
  version: string;
  /** Of this installation: see instance.ts. */
  instance: string;
  /** Told of every change, in words. */
  say: (text: string) => void;
}

export interface Connection {
  /** Resolves when dialling again helps nothing: with one sentence on why. Never after `close`. */
  readonly refused: Promise<string>;
  close(): void;
}

export function connectAgent({ url, token, version, instance, say, ...given }: ConnectOptions): Connection {
  const dialling = { version, instance, process: randomUUID(), hostname: hostname() };
  const regions = createRegions(say);
  const served = { ...given, sources: shareSources(given.sources) };
  let refuse: (why: string) => void = () => undefined;
  const refused = new Promise<string>((resolve) => (refuse = resolve));
  let hasBeenOpen = false;
  let hasSaidElsewhere = false;

  const door = keepTunnels({
    ...{ ...dialling, url },
    credential: () => Promise.resolve(token),
    serve: (socket, onGateways) => serveTunnel(socket, { ...served, onGateways, regions }),
    onOpen(count) {
      if (count > 1) say(`Connected to ${count} replicas of ${url.host}.`);
      else say(hasBeenOpen ? "Connected again." : `Connected to ${url.host}.`);
      hasBeenOpen = true;
      hasSaidElsewhere = false;
    },
    onFailure(outcome, left, failures) {
      const final = explainEnd(outcome, hasBeenOpen);
      if (final !== null) {
        refuse(final);
        close();
        return null;
      }
      if (isElsewhere(outcome)) {
        if (!hasSaidElsewhere) say(elsewhere);
        hasSaidElsewhere = true;
        // A server from before 0.2.0 lets each take over in turn, so that no try fails.
        return outcome.kind === "lost" ? elsewhereMs(6) : elsewhereMs(failures);
      }
      hasSaidElsewhere = false;
      if (left > 0 && outcome.kind === "lost") say(`A replica of ${url.host} was lost. Connected to ${left}.`);
      if (left === 0 && failures === 1) say(`${describe(outcome)} Dialling again.`);
      return waitMs(failures);
    },
  });
  const regional = openGatewayConnections({
    ...{ ...dialling, served, say },
    follow: regions.follow,
    askTicket: regions.askTicket,
  });
  const close = () => {
    door.close();
    regional.close();
  };
  return { refused, close };
}

const elsewhere =
  "Another agent runs with this token, and stays. Dialling again, ever more slowly. If this machine is the right one, end the other, or make a new command for it.";

/** Another agent runs with the same token. */
function isElsewhere(outcome: Outcome): boolean {
  if (outcome.kind === "refused") return outcome.status === 409 && outcome.headers[elsewhereHeader] !== undefined;
  return outcome.kind === "lost" && outcome.code === tunnelCloseCodes.replaced;
}

/** Null for what may pass by itself: a restart, a database that does not answer, a reverse proxy without its door. */
function explainEnd(outcome: Outcome, hasBeenOpen: boolean): string | null {
  if (outcome.kind === "refused") return explainRefusal(outcome, hasBeenOpen);
  if (outcome.kind !== "lost") return null;
  if (outcome.code === tunnelCloseCodes.tokenEnded) return "The token was revoked, or the workspace removed. Add the machine again.";
  return null;
}

function explainRefusal({ status, headers }: { status: number; headers: IncomingHttpHeaders }, hasBeenOpen: boolean): string | null {
  if (status === 401) return "The door does not know this token. It was revoked, or belongs to another door.";
  if (status === 403) return 'This token is not an agent\'s. Use the one that "Add a machine" shows.';
  if (status === 426) return `The door speaks tunnel version ${String(headers[tunnelVersionHeader] ?? "?")}. Upgrade Latchkey here.`;
  // Load balancers say it too, while no door is behind them.
  if (status === 404 && !hasBeenOpen) return "There is no door at this address, or one without workspaces.";
  return null;
}

function describe(outcome: Outcome): string {
  if (outcome.kind === "refused") return `The door answered ${outcome.status}.`;
  return outcome.kind === "lost" ? "The connection was lost." : `The door ${outcome.problem}.`;
}
