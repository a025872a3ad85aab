import { isLocalhostName, isLoopbackHost, type Settings } from "#server/config.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** What is allowed but seldom meant. */
export function inspectConfiguration(settings: Settings): Finding[] {
  const { accessUrl, listen, tls } = settings;
  const host = listen.host.includes(":") ? `[${listen.host}]` : listen.host;
  const summary = ok("configuration", `${accessUrl.origin}, listening on ${host}:${listen.port}${tls ? " with its own certificate" : ""}.`);
  return [summary, ...rules.flatMap((rule) => rule(settings) ?? [])];
}

const rules: readonly ((settings: Settings) => Finding | null)[] = [
  ({ accessUrl }) =>
    accessUrl.protocol === "https:" || isLoopbackHost(accessUrl.hostname)
      ? null
      : warn(
          "https",
          "The door is plain http beyond this machine: passwords can be read on the way, nothing installs and no device key is made. Put https before it, or give --tls-cert-file and --tls-key-file.",
        ),
  ({ accessUrl, secureCookies }) =>
    accessUrl.protocol === "https:" && !secureCookies
      ? warn("cookies", "--secure-cookies is off although the access URL is https. Leave it at auto.")
      : null,
  ({ accessUrl, wildcard }) =>
    wildcard === null || siteOf(accessUrl.hostname) === siteOf(wildcard)
      ? null
      : warn(
          "apps",
          `${wildcard} is another site than ${accessUrl.hostname}, so a frame of an app gets no cookie. Use a pattern such as *.apps.${isLocalhostName(accessUrl.hostname) ? "latchkey.localhost with an access URL of http://latchkey.localhost" : siteOf(accessUrl.hostname)}.`,
        ),
  ({ trustedProxies }) =>
    trustedProxies.some((entry) => entry.endsWith("/0"))
      ? warn(
          "proxies",
          "--trusted-proxies believes everybody's X-Forwarded-For, so limits by address can be evaded. Name the proxies alone.",
        )
      : null,
  ({ databaseUrl, sessionSecrets }) =>
    databaseUrl.startsWith("postgres") && sessionSecrets === null
      ? warn(
          "secrets",
          "Each machine on this PostgreSQL makes its own session secrets. With more than one, give all of them the same --session-secrets.",
        )
      : null,
];

/** The last two labels: not the public suffix list, but right for nearly every name of a door. An address is a site of its own. */
function siteOf(host: string): string {
  const bare = host.replace(/:\d+$/, "");
  return /^[\d.]+$|^\[/.test(bare) ? bare : bare.split(".").slice(-2).join(".");
}
