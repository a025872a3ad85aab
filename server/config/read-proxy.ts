/** What `latchkey proxy` was told, from flags and environment to one ProxyConfig or one ConfigError. */
import { z } from "zod";
import { accessUrl } from "./access-url.ts";
import { isLoopbackHost, listenAddress } from "./address.ts";
import { ConfigError } from "./error.ts";
import { gather } from "./given.ts";
import type { ReadInput } from "./read.ts";
import { fromOf, reader, readKeepVerdicts, readWildcard, unlessNone } from "./reader.ts";
import { proxySettings } from "./settings.ts";
import { tlsFilesOf } from "./tls.ts";
import { trustedProxies } from "./trusted-proxies.ts";

export interface ProxyConfig {
  /** Address to listen on, as host and port; port 0 takes a free one. */
  listen: { host: string; port: number };
  loopbackOnly: boolean;
  /** Where browsers and agents reach this proxy. */
  accessUrl: URL;
  /** Such as `*.sydney.example.com`: lower case, port included where the access URL has one. */
  wildcard: string;
  primaryUrl: URL;
  token: string;
  /** For how long a yes is believed while the primary does not answer. */
  keepVerdictsSeconds: number;
  secureCookies: boolean;
  tls: { certFile: string; keyFile: string } | null;
  trustedProxies: readonly string[];
}

const token = z.string().regex(/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}$/, 'is no token: it looks like lk_…_…, as "Add a proxy" shows it.');

/** Throws ConfigError: one line that names the setting and the cure. */
export function readProxyConfig({ argv, env, boundPort }: ReadInput): ProxyConfig {
  const given = gather({ argv, env, only: proxySettings.map(({ name }) => name) });
  const read = reader(given);
  const required = <T>(name: Parameters<typeof read>[0], schema: z.ZodType<T, string>, cure: string): T => {
    const value = read(name, schema);
    if (value === undefined) throw new ConfigError(`--${name}`, `is required: ${cure}`);
    return value;
  };
  const primaryUrl = required("primary-url", accessUrl, "the address of the door, such as https://door.example.com.");
  const shown = required("token", token, 'what "Add a proxy" on the door shows; better in LATCHKEY_TOKEN or LATCHKEY_TOKEN_FILE.');
  const url = required("access-url", accessUrl, "where browsers reach this proxy, such as https://sydney.example.com.");
  const wildcard = readWildcard(given, url, false);
  if (wildcard === null) throw new ConfigError("--wildcard-access-url", "is required: such as *.sydney.example.com.");
  if (url.origin === primaryUrl.origin)
    throw new ConfigError(fromOf(given, "access-url"), "is the primary's own address; give the proxy one of its own.");
  const asked = read("http-address", listenAddress) ?? { host: "127.0.0.1", port: 3100 };
  const tls = tlsFilesOf(given["tls-cert-file"], given["tls-key-file"]);
  if (tls && url.protocol === "http:")
    throw new ConfigError(
      fromOf(given, "access-url"),
      "is http, but a TLS certificate is given; make it https or leave the certificate out.",
    );
  return {
    listen: { host: asked.host, port: asked.port || (boundPort ?? 0) },
    loopbackOnly: isLoopbackHost(asked.host),
    accessUrl: url,
    wildcard,
    primaryUrl,
    token: shown,
    keepVerdictsSeconds: readKeepVerdicts(given),
    secureCookies: url.protocol === "https:",
    tls,
    trustedProxies: unlessNone(given, "trusted-proxies", trustedProxies) ?? [],
  };
}
