import { z } from "zod";
import { isHostName } from "./address.ts";

/**
 * The host pattern of the apps: exactly one `*`, the first character of the first label, a suffix allowed (`*--apps.example.com`).
 * Lower case; a port that is the default of `scheme` is dropped, because no browser sends it.
 */
export function wildcardPattern(scheme: "http:" | "https:") {
  return z
    .string()
    .toLowerCase()
    .transform((text, context): string => {
      const parts = /^([^:/]*)(?::(\d{1,5}))?$/.exec(text);
      const fault = parts
        ? findFault(parts[1] ?? "", parts[2])
        : "is not a host pattern; leave out the scheme and everything after the host: *.apps.example.com.";
      if (fault !== null) {
        context.addIssue({ code: "custom", message: fault });
        return z.NEVER;
      }
      const port = Number(parts?.[2] ?? 0);
      const isDefaultPort = port === 0 || port === (scheme === "https:" ? 443 : 80);
      return isDefaultPort ? (parts?.[1] ?? "") : `${parts?.[1]}:${port}`;
    });
}

/** True when the pattern matches the host, ports aside: the `*` stands for one or more characters of exactly one label. */
export function wildcardMatches(pattern: string, host: string): boolean {
  const [first = "", ...rest] = bare(pattern).split(".");
  const [label = "", ...hostRest] = bare(host).split(".");
  const suffix = first.slice(1);
  return rest.join(".") === hostRest.join(".") && label.length > suffix.length && label.endsWith(suffix);
}

function findFault(host: string, port: string | undefined): string | null {
  const [first = "", ...rest] = host.split(".");
  if (!first.startsWith("*") || host.split("*").length !== 2)
    return "needs exactly one *, as its first character: *.apps.example.com or *--apps.example.com.";
  if (!isHostName([`a${first.slice(1)}`, ...rest].join(".")))
    return "is not a host pattern; give one such as *.apps.example.com, port allowed.";
  // A browser keeps no cookie for a whole top-level domain, nor for a part of an address.
  if (rest.length < 2) return "leaves one label after the *, for which no browser keeps a cookie; give one such as *.apps.example.com.";
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535))
    return "has a port that does not exist; give one of 1 to 65535 or none.";
  return null;
}

function bare(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "");
}
