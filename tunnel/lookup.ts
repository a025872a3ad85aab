import { lookup as lookupName } from "node:dns";
import type { LookupFunction } from "node:net";

/** RFC 6761 §6.3: every name under `localhost` is this machine. Browsers know it, many resolvers do not. */
export const lookupDoor: LookupFunction = (hostname, options, give) => {
  if (!/(^|\.)localhost$/i.test(hostname)) return lookupName(hostname, options, give as never);
  if (options.all)
    give(null, [
      { address: "127.0.0.1", family: 4 },
      { address: "::1", family: 6 },
    ]);
  else give(null, "127.0.0.1", 4);
};
