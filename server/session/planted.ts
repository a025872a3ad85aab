/**
 * Where a copy of a cookie can have been planted by another host to be sent with a request, and the Set-Cookies that expire it there. Ours
 * are in one place alone, so whatever is anywhere else is no cookie of ours. A Cookie header says neither path nor domain (RFC 6265 §5.4), so
 * every place is named. Guards: the cookie in its own place is never among them.
 */

/** A cookie's place beside its name; the domain of a host-only cookie is "". */
export interface Place {
  path: string;
  domain: string;
}

export interface Planted {
  name: string;
  /** The host that is answered, with or without a port. */
  host: string;
  /** Paths of requests, as they came, without a query. */
  paths: readonly string[];
  own: Place;
  /** True: only where nothing is sent to every path of the host. */
  deeperOnly?: boolean;
  /** Of all Set-Cookies together. */
  maxBytes: number;
}

/**
 * The Set-Cookies. When they are more than `maxBytes`, those of `/` come first and then as many of the others as fit, beginning anywhere, so
 * that a few answers reach them all: reverse proxies answer 502 to a head of more than 4 or 8 kB.
 */
export function expirePlanted({ name, host, paths, own, deeperOnly = false, maxBytes }: Planted): string[] {
  const [self = "", ...parents] = domainsOf(host);
  const domains = self === "" ? [""] : [...parents, self, ""];
  const deeper = [...new Set(paths.flatMap(pathsAbove))].filter((path) => path !== "/");
  const write = ({ path, domain }: Place) => `${name}=; Path=${path}${domain && `; Domain=${domain}`}; Max-Age=0`;
  const isOwn = ({ path, domain }: Place) => path === own.path && domain === own.domain;
  const atRoot = deeperOnly ? [] : domains.map((domain) => ({ path: "/", domain })).filter((place) => !isOwn(place));
  const first = atRoot.map(write);
  const rest = domains.flatMap((domain) => deeper.map((path) => write({ path, domain })));
  return [...first, ...fitting(rest, maxBytes - bytesOf(first))];
}

function fitting(lines: readonly string[], maxBytes: number): string[] {
  if (bytesOf(lines) <= maxBytes) return [...lines];
  const start = Math.floor(Math.random() * lines.length);
  const fit: string[] = [];
  let left = maxBytes;
  for (const line of [...lines.slice(start), ...lines.slice(0, start)]) {
    left -= bytesOf([line]);
    if (left < 0) break;
    fit.push(line);
  }
  return fit;
}

/** As header lines, with the name of the header and the end of the line. */
function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + "set-cookie: \r\n".length, 0);
}

/** Every cookie path that matches a request for `path` (RFC 6265 §5.1.4): it and what is above, each with and without a slash at its end. */
function pathsAbove(path: string): string[] {
  // Browsers send nothing else, and a semicolon would end the attribute.
  const [plain = ""] = /^[\x21-\x3a\x3c-\x7e]*/.exec(path) ?? [];
  if (!plain.startsWith("/")) return ["/"];
  const found = ["/"];
  for (let at = plain.indexOf("/", 1); at >= 0; at = plain.indexOf("/", at + 1)) found.push(plain.slice(0, at), plain.slice(0, at + 1));
  if (plain === path && !plain.endsWith("/")) found.push(plain);
  return found;
}

/** The host and its parents of two labels or more; none for an address. */
function domainsOf(host: string): string[] {
  const labels = host.replace(/:\d+$/, "").toLowerCase().split(".");
  if (labels.length < 2 || labels.every((label) => /^\d+$/.test(label)) || host.startsWith("[")) return [];
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}
