/**
 * Fields that a standard defines: IANA's HTTP field name registry (https://www.iana.org/assignments/http-fields), obsolete ones included, and what
 * browsers send by standards of their own. Each is meant for whoever answers in the end, so no `Connection` may take it off on the way.
 */

/** Families that grow with every standard. Names, lower case. */
const family = /^(?:accept|access-control|content|cross-origin|if|proxy|repeatability|sec|x-content-type|x-frame)-/;

const names = new Set(
  `a-im accept access-control age allow alpn alt-svc alt-used alternates amp-cache-transform apply-to-redirect-ref authentication-control
  authentication-info authorization available-dictionary baggage c-ext c-man c-opt c-pep c-pep-info cache-control cache-group-invalidation
  cache-groups cache-status cal-managed-id caldav-timezones capsule-protocol cdn-cache-control cdn-loop cert-not-after cert-not-before
  clear-site-data client-cert client-cert-chain concealed-auth-export configuration-context connection cookie cookie2 dasl date dav
  default-style delta-base deprecation depth derived-from destination device-memory dictionary-id differential-id digest dnt downlink dpop
  dpop-nonce dpr early-data ect ediint-features etag expect expect-ct expires ext forwarded from getprofile hobareg host idempotency-key if im
  include-referred-token-binding-id isolation label last-event-id last-modified link link-template location lock-token man max-forwards
  memento-datetime meter method-check method-check-expires mime-version negotiate nel odata-entityid odata-isolation odata-maxversion
  odata-version opt optional-www-authenticate ordering-type origin origin-agent-cluster oscore oslc-core-version overwrite p3p pep pep-info
  permissions-policy pics-label ping-from ping-to position pragma prefer preference-applied priority profileobject protocol protocol-info
  protocol-query protocol-request public public-key-pins public-key-pins-report-only purpose range redirect-ref referer referer-root
  referrer-policy refresh replay-nonce report-to reporting-endpoints repr-digest retry-after rtt safe save-data schedule-reply schedule-tag
  security-scheme server server-timing service-worker service-worker-allowed service-worker-navigation-preload set-cookie set-cookie2 setprofile
  set-login signature signature-input slug soapaction sourcemap status-uri strict-transport-security sunset supports-loading-mode
  surrogate-capability surrogate-control tcn timeout timing-allow-origin topic traceparent tracestate transfer-encoding ttl
  unencoded-digest upgrade-insecure-requests uri urgency use-as-dictionary user-agent variant-vary vary via viewport-width
  want-content-digest want-digest want-repr-digest want-unencoded-digest warning width www-authenticate x-dns-prefetch-control`.split(
    /\s+/,
  ),
);

/** Whether a standard defines a field. `name`: lower case. */
export function isStandardField(name: string): boolean {
  return names.has(name) || family.test(name);
}
