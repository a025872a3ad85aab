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

/**
 * A Set-Cookie as the browser may have it: null when it uses our names, or has none; a Domain wider than `host` (without port) taken off.
 * A cookie without a name is sent back as its value alone, which may then be one of our names and a value (RFC 6265bis §5.6).
 */
export function settleSetCookie(header: string, host: string): string | null {
  const [pair = "", ...attributes] = header.split(";");
  if (!pair.includes("=")) return null;
  const name = nameOf(pair);
  if (name === "" || ours.test(name)) return null;
  const kept = attributes.filter((attribute) => {
    const [, domain] = /^\s*domain\s*=(.*)$/i.exec(attribute) ?? [];
    return domain === undefined || domain.trim().toLowerCase().replace(/^\./, "") === host.toLowerCase();
  });
  return kept.length === attributes.length ? header : [pair, ...kept].join(";");
}

/** A Set-Cookie whose Path is moved to under `prefix`. Browsers read the last of several, so that one stays and no other. Without one it stays as it is. */
export function movePath(header: string, prefix: string): string {
  const [pair = "", ...attributes] = header.split(";");
  const last = attributes.findLastIndex(isPath);
  if (last < 0) return header;
  const kept = attributes.flatMap((attribute, index) => {
    if (!isPath(attribute)) return attribute;
    const [name = "", ...rest] = attribute.split("=");
    const path = rest.join("=").trim();
    // What does not begin with a slash is none: the browser takes the path of the request, which is below the prefix (RFC 6265bis §5.6.4).
    return index === last && path.startsWith("/") ? `${name}=${prefix}${path}` : [];
  });
  return [pair, ...kept].join(";");
}

function isPath(attribute: string): boolean {
  return (attribute.split("=", 1)[0] ?? "").trim().toLowerCase() === "path";
}

/** As the most lenient server would read it: without leading white space of every kind, so that nobody reads ours where we saw none. */
function nameOf(pair: string): string {
  const end = pair.indexOf("=");
  return (end < 0 ? pair : pair.slice(0, end)).replace(/^[\s\0-\x20\x7f-\xa0]+/, "");
}
