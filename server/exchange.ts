/**
 * One request and its answer, as the dispatcher sees them: who is calling, from where, and which of our cookies the answer sets.
 * Lives on the Node side, so that a page, a route handler and the gateway set our cookies through one piece of code, byte-exact.
 */
import type { ServerResponse } from "node:http";
import type { Verdict } from "./session.ts";

export interface Exchange {
  /** The caller's address: the socket's, or what a trusted proxy says. */
  readonly ip: string;
  readonly userAgent: string;
  /** True when this request does not count as use. */
  readonly passive: boolean;
  /** `http://host[:port]` this request was addressed to: the access URL's origin or a loopback alias of it. */
  readonly origin: string;
  readonly verdict: Verdict;
  /** Puts one of our cookies on the answer, replacing what an earlier step put there under the same name. */
  setCookie(header: string): void;
  /**
   * For an answer that decides who this browser is: ends every copy of the session cookie outside of its own place, when there may be one.
   * `at`: the path of a request that was refused because of two people.
   */
  settle(at?: string): void;
}

/** The cookies of an answer. A cookie is its name, path and domain (RFC 6265 §5.3): the last word on each wins, others stay. */
export function createCookieJar(response: ServerResponse): { set(header: string): void } {
  const byIdentity = new Map<string, string>();
  return {
    set(header) {
      const [pair = "", ...attributes] = header.split("; ");
      const place = attributes.filter((attribute) => /^(Path|Domain)=/.test(attribute));
      byIdentity.set([pair.slice(0, pair.indexOf("=")), ...place].join(" "), header);
      response.setHeader("set-cookie", [...byIdentity.values()]);
    },
  };
}
