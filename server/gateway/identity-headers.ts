/**
 * Headers by which apps are told who is calling and from where. A client's own must never reach an app that trusts its proxy (SEC-17), so each is
 * taken off every request, in whatever spelling a lenient app would read as the same name. An app of its owner's alone may ask for them
 * (`identity: passthrough`), but for those that Latchkey writes itself.
 */

export interface IdentityHeader {
  /** The whole name, or what names begin with. Lower case, with dashes. */
  name?: string;
  prefix?: string;
  product: string;
  /** Where the name is documented. */
  source: string;
}

/** Latchkey's own, and what it sets on every request: passed through to nobody. */
const own: readonly IdentityHeader[] = [
  ...of("Latchkey", "docs/security.md", ["latchkey-*", "x-latchkey-*"]),
  ...of("Latchkey sets them", "docs/security.md", ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix"]),
  ...of("Any proxy", "RFC 7239", ["forwarded"]),
];

const others: readonly IdentityHeader[] = [
  // Who is calling.
  ...of("Any proxy", "https://developer.mozilla.org/docs/Web/HTTP/Headers/X-Forwarded-For", [
    "x-forwarded-*",
    "x-forwarded",
    "forwarded-*",
  ]),
  ...of("CGI and Apache (REMOTE_USER)", "RFC 3875 §4.1.11", ["remote-*", "x-remote-*"]),
  ...of("Authelia", "https://www.authelia.com/integration/trusted-header-sso/introduction/", ["remote-*"]),
  ...of("authentik", "https://docs.goauthentik.io/add-secure-apps/providers/proxy/", ["x-authentik-*"]),
  ...of("oauth2-proxy", "https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview", [
    "x-auth-request-*",
    "gap-auth",
    "gap-signature",
  ]),
  ...of("Grafana, Gitea, Tailscale nginx-auth", "https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/", [
    "x-webauth-*",
  ]),
  ...of("Keycloak Gatekeeper, Louketo, Gogatekeeper", "https://gogatekeeper.github.io/gatekeeper/userguide/", [
    ...["x-auth-user", "x-auth-username", "x-auth-userid", "x-auth-user-id", "x-auth-email", "x-auth-name", "x-auth-given-name"],
    ...["x-auth-family-name", "x-auth-groups", "x-auth-roles", "x-auth-subject", "x-auth-audience", "x-auth-expiresin"],
  ]),
  ...of("Ory Oathkeeper", "https://www.ory.sh/docs/oathkeeper/pipeline/mutator", ["x-user"]),
  ...of("nginx auth_request recipes", "https://nginx.org/en/docs/http/ngx_http_auth_request_module.html", [
    ...["x-email", "x-username", "x-user-name", "x-user-email", "x-userinfo", "x-sso-*", "auth-user", "auth-type"],
  ]),
  ...of("Kong", "https://docs.konghq.com/gateway/latest/key-concepts/plugins/", [
    ...["x-consumer-*", "x-credential-*", "x-anonymous-consumer", "x-authenticated-*"],
  ]),
  ...of("Google IAP, App Engine, Endpoints", "https://cloud.google.com/iap/docs/identity-howto", [
    ...["x-goog-authenticated-user-*", "x-goog-iap-*", "x-appengine-*", "x-endpoint-api-userinfo", "x-apigateway-api-userinfo"],
  ]),
  ...of("Cloudflare Access", "https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/", ["cf-access-*"]),
  ...of("Tailscale Serve", "https://tailscale.com/kb/1312/serve", ["tailscale-*", "x-tailscale-*"]),
  ...of("Pomerium", "https://www.pomerium.com/docs/reference/pass-identity-headers", ["x-pomerium-*"]),
  ...of("Vouch Proxy", "https://github.com/vouch/vouch-proxy", ["x-vouch-*"]),
  ...of("Azure App Service", "https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities", [
    ...["x-ms-client-principal*", "x-ms-token-*"],
  ]),
  ...of("AWS ALB", "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html", [
    ...["x-amzn-oidc-*", "x-amzn-mtls-*"],
  ]),
  ...of("caddy-security", "https://docs.authcrunch.com/docs/authorize/headers", ["x-token-user-*", "x-token-subject"]),
  ...of("mod_auth_openidc", "https://github.com/OpenIDC/mod_auth_openidc", ["oidc-*"]),
  ...of("mod_auth_mellon", "https://github.com/latchset/mod_auth_mellon", ["mellon-*"]),
  ...of("Shibboleth", "https://shibboleth.atlassian.net/wiki/spaces/SP3/pages/2065335257/AttributeAccess", ["shib-*"]),
  ...of("SiteMinder", "https://techdocs.broadcom.com/siteminder", ["sm-*"]),
  ...of("IBM Verify (WebSEAL)", "https://www.ibm.com/docs/sva", ["iv-*"]),
  ...of("Oracle Access Manager", "https://docs.oracle.com/en/middleware/idm/access-manager/", ["oam-*"]),
  ...of("Teleport", "https://goteleport.com/docs/enroll-resources/application-access/jwt/", ["teleport-*", "x-teleport-*"]),
  ...of("OpenSearch", "https://docs.opensearch.org/latest/security/authentication-backends/proxy/", ["x-proxy-user", "x-proxy-roles"]),
  // Which certificate was shown.
  ...of("Proxies that end TLS", "RFC 9440", ["client-cert*"]),
  ...of("ingress-nginx", "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/", ["ssl-client-*"]),
  ...of("HAProxy, F5", "https://www.haproxy.com/documentation/", [
    "x-ssl-*",
    "x-tls-client-*",
    "x-client-cert*",
    "x-client-dn",
    "x-client-verify",
  ]),
  ...of("IIS Application Request Routing", "https://learn.microsoft.com/iis/extensions/", ["x-arr-*"]),
  // Where from, and as what.
  ...of("nginx", "https://nginx.org/en/docs/http/ngx_http_realip_module.html", [
    "x-real-ip",
    "x-scheme",
    "x-url-scheme",
    "front-end-https",
  ]),
  ...of("Any proxy", "RFC 9110 §7.6.3", ["via"]),
  ...of("Load balancers", "https://github.com/rails/rails/blob/main/actionpack/lib/action_dispatch/middleware/remote_ip.rb", [
    ...["client-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "x-originating-ip", "x-proxyuser-ip", "x-remote-*"],
    ...["x-original-forwarded-for", "proxy-client-ip", "wl-proxy-*"],
  ]),
  ...of("Cloudflare", "https://developers.cloudflare.com/fundamentals/reference/http-headers/", [
    "cf-connecting-*",
    "cf-pseudo-ipv4",
    "cf-visitor",
  ]),
  ...of("Fastly, Fly, CloudFront, Azure, Vercel, Netlify", "https://www.fastly.com/documentation/reference/http/http-headers/", [
    ...["fastly-client-ip", "fastly-ssl", "fly-client-ip", "fly-forwarded-*", "cloudfront-viewer-*", "cloudfront-forwarded-*"],
    ...["x-azure-*", "x-vercel-forwarded-for", "x-nf-client-connection-ip"],
  ]),
  ...of("Envoy", "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers", ["x-envoy-*"]),
  // Which address was asked for.
  ...of("IIS URL Rewrite, Symfony, Zend", "https://symfony.com/blog/cve-2018-14773", ["x-original-url", "x-rewrite-url", "x-original-uri"]),
  ...of("Proxies that rewrite the host", "https://portswigger.net/web-security/host-header", [
    ...["x-original-host", "x-host", "x-http-host-override"],
  ]),
  // What makes an app believe its web server.
  ...of("Rack::Sendfile", "https://github.com/rack/rack/security/advisories/GHSA-r657-rxjc-j557", ["x-sendfile-type", "x-accel-mapping"]),
];

export const identityHeaders: readonly IdentityHeader[] = [...own, ...others];

const isOwn = matcherOf(own);
const isOther = matcherOf(others);

/** Whose header a name is: `latchkey` for what Latchkey alone may write, `proxy` for another proxy's, null for the app's. `name`: by `plainNameOf`. */
export function identityOwnerOf(name: string): "latchkey" | "proxy" | null {
  if (isOwn(name)) return "latchkey";
  return isOther(name) ? "proxy" : null;
}

/** A name with a dash for each character that is neither letter nor digit: a CGI-like app reads them all as the same. `name`: lower case. */
export function plainNameOf(name: string): string {
  return /[^a-z0-9-]/.test(name) ? name.replace(/[^a-z0-9-]/g, "-") : name;
}

function of(product: string, source: string, names: readonly string[]): IdentityHeader[] {
  return names.map((name) => (name.endsWith("*") ? { prefix: name.slice(0, -1), product, source } : { name, product, source }));
}

function matcherOf(rows: readonly IdentityHeader[]): (name: string) => boolean {
  const names = new Set(rows.flatMap(({ name }) => name ?? []));
  const prefixes = [...new Set(rows.flatMap(({ prefix }) => prefix ?? []))];
  const begins = new RegExp(`^(?:${prefixes.join("|")})`);
  return (name) => names.has(name) || begins.test(name);
}
