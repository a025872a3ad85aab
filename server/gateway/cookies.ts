/**
 * The cookie passes. To the app: its own cookies byte for byte, none of ours (SEC-38). To the browser: the app's cookies, but for those that
 * would take our names or reach other hosts (SEC-23, SEC-35).
 */

/** A name of any instance of ours, with any prefix, in any case: what starts with `latchkey_`. */
const ours = /^(__(host|secure|http|host-http)-)?latchkey_/i;

/** A Cookie header without our cookies; null when nothing is left. What stays is byte-identical, separators included. */
export function withoutOurCookies(header: string): string | null {
  if (!/latchkey_/i.test(header)) return header;
  const kept = header.split(";").filter((pair) => !ours.test(nameOf(pair)));
  const text = kept.join(";").replace(/^ /, "");
  return text.trim() === "" ? null : text;
}

/** A Set-Cookie as the browser may have it: null when it uses our names; a Domain wider than `host` (without port) taken off. */
export function settleSetCookie(header: string, host: string): string | null {
  const [pair = "", ...attributes] = header.split(";");
  if (ours.test(nameOf(pair))) return null;
  const kept = attributes.filter((attribute) => {
    const [, domain] = /^\s*domain\s*=(.*)$/i.exec(attribute) ?? [];
    return domain === undefined || domain.trim().toLowerCase().replace(/^\./, "") === host.toLowerCase();
  });
  return kept.length === attributes.length ? header : [pair, ...kept].join(";");
}

/** As the most lenient server would read it: without leading white space of every kind, so that nobody reads ours where we saw none. */
function nameOf(pair: string): string {
  const end = pair.indexOf("=");
  return (end < 0 ? pair : pair.slice(0, end)).replace(/^[\s\0-\x20\x7f-\xa0]+/, "");
}
