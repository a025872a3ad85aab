/** What of a proxy's own addresses cannot be, before anybody opens an app through it. */
import type { Registration } from "#protocol/proxy.ts";
import { wildcardMatches, type Config } from "../config.ts";

/** One sentence that says what to change; null when there is nothing wrong. */
export function findProblem(
  { url, wildcard }: Registration,
  { accessUrl, wildcard: own }: Pick<Config, "accessUrl" | "wildcard">,
): string | null {
  if (!URL.canParse(url) || new URL(url).origin !== url) return "--access-url is not an origin.";
  if (!/^\*[a-z0-9.-]*(:\d+)?$/.test(wildcard) || !/\.[a-z0-9.-]/.test(wildcard)) return "--wildcard-access-url is not a wildcard.";
  if (wildcard === own) return "--wildcard-access-url is the primary's own wildcard; give the proxy one of its own.";
  if (url === accessUrl.origin) return "--access-url is the primary's own address; give the proxy one of its own.";
  if (wildcardMatches(wildcard, accessUrl.host)) return "The primary's address falls under --wildcard-access-url; choose another wildcard.";
  if (wildcardMatches(wildcard, new URL(url).host)) return "--access-url falls under the proxy's own wildcard; choose another address.";
  if (accessUrl.protocol === "https:" && !url.startsWith("https:")) return "--access-url is http, but the primary is https.";
  return null;
}
