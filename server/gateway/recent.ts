/**
 * What was permitted a moment ago: a page and its hundred files cost one look at who is calling, not a hundred. Guards: nothing is believed for
 * longer than half a second, less than any verdict it comes from; any news of an ending or a change drops all of it at once, and what was being
 * looked up meanwhile is not kept.
 */
import type { Clock } from "../clock.ts";
import type { News } from "../session.ts";
import type { OpenApp } from "../workspaces.ts";
import type { Permit } from "./open-streams.ts";

/** What a request with these cookies, from the app's own page, may reach. */
export interface Permitted {
  app: OpenApp;
  /** The name of the app's owner, as the host says it. */
  owner: string;
  permit: Permit;
}

export interface Recent {
  find(cookieHeader: string | undefined, host: string): Permitted | undefined;
  /** To be called before looking; what it returns keeps what was found, unless there was news meanwhile. */
  begin(): (cookieHeader: string | undefined, host: string, permitted: Permitted) => void;
  close(): void;
}

const rememberMs = 500;
/** Of half a second. With the longest Cookie header that Node takes it would be 16 MB. */
const most = 1_000;

export function createRecent({ news, clock }: { news: Pick<News, "listen">; clock: Clock }): Recent {
  // A new map every half second and at any news: whoever began with an older one keeps into nothing.
  let known = new Map<string, Permitted>();
  let since = clock();
  const renew = () => {
    known = new Map();
    since = clock();
  };
  const current = () => {
    const age = clock() - since;
    if (age >= rememberMs || age < 0) renew();
    return known;
  };
  const stopListening = news.listen(renew);
  return {
    find: (cookieHeader, host) => current().get(`${host}\n${cookieHeader ?? ""}`),
    begin() {
      const own = current();
      return (cookieHeader, host, permitted) => {
        if (own.size < most) own.set(`${host}\n${cookieHeader ?? ""}`, permitted);
      };
    },
    close: stopListening,
  };
}
