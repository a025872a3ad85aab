/** Opens TCP connections in the workspace. Guards: only its own loopback, only ports its rules allow, never the agent's own. */
import { connect, type LookupFunction, type Socket } from "node:net";

export interface DialRules {
  /** Ranges of ports that may be opened, both ends included. */
  allowed: readonly (readonly [first: number, last: number])[];
  denied: readonly (readonly [first: number, last: number])[];
}

/** Everything; what may be shared is the door's to decide. The owner of a machine narrows it in latchkey.yaml. */
export const defaultRules: DialRules = { allowed: [[1, 65_535]], denied: [] };

export class DialForbidden extends Error {
  readonly code = "forbidden";
}

/** A connection that may be half-open, as TCP's are. Throws DialForbidden; whatever the network says arrives as the socket's error. */
export function dialLoopback({ host, port }: { host: string; port: number }, { allowed, denied }: DialRules): Socket {
  const isIn = ([first, last]: readonly [number, number]) => port >= first && port <= last;
  const isAllowed = allowed.some(isIn) && !denied.some(isIn);
  if (!isLoopback(host) || !isAllowed) throw new DialForbidden("The rules of this agent do not allow this connection.");
  const socket = connect({
    ...{ host, port, allowHalfOpen: true, lookup: lookupLoopback },
    // Node gives an address 250 ms before it tries the next. A busy machine takes longer to notice that it is connected already, and would
    // then fail for the refusal of the other address.
    autoSelectFamilyAttemptTimeout: 3_000,
  });
  socket.setNoDelay(true);
  return socket;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/**
 * `localhost` is both loopback addresses, IPv4 first: a dev server may listen on either alone, and what /etc/hosts says of the name differs
 * between machines. Node tries them in turn (`autoSelectFamily`, its default).
 */
const lookupLoopback: LookupFunction = (_hostname, { all }, give) => {
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];
  if (all) give(null, addresses);
  else give(null, "127.0.0.1", 4);
};
