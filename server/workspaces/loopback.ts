import type { LookupFunction } from "node:net";

/**
 * Resolves `localhost` to both loopback addresses, IPv4 first: a dev server may listen on either alone, and what /etc/hosts says of the name
 * differs between machines. Node tries them in turn (`autoSelectFamily`, its default). Other hosts are addresses and never get here.
 */
export const lookupLoopback: LookupFunction = (hostname, { all }, give) => {
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];
  if (hostname !== "localhost") give(Object.assign(new Error(`${hostname} is not on this machine.`), { code: "ENOTFOUND" }), "", 0);
  else if (all) give(null, addresses);
  else give(null, "127.0.0.1", 4);
};
