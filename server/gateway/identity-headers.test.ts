import { describe, expect, it } from "vitest";
import { toApp, trailersToApp, type Hop } from "./header-passes.ts";
import { identityHeaders } from "./identity-headers.ts";

const hop: Hop = { host: "a.apps.example.com", ip: "192.0.2.9", proto: "https", doorOrigin: "https://example.com" };
const ours = ["X-Forwarded-For", "192.0.2.9", "X-Forwarded-Host", "a.apps.example.com", "X-Forwarded-Proto", "https"];
/** A name of every row: what a prefix begins is the name of something. */
const names = identityHeaders.map(({ name, prefix = "" }) => name ?? `${prefix}${prefix.endsWith("-") ? "user" : ""}`);
const spellings = (name: string) => [
  name,
  name.toUpperCase(),
  name.replaceAll("-", "_"),
  name.replaceAll("-", "."),
  name.replace("-", "_").toUpperCase(),
  name.replaceAll("-", "~"),
];

describe("headers that say who is calling", () => {
  it("F5 never reach an app, in whatever spelling, in the head or in the trailers", () => {
    const raw = names.flatMap(spellings).flatMap((name) => [name, "smuggled"]);
    expect(toApp(raw, hop)).toEqual(ours);
    expect(trailersToApp(raw, hop)).toEqual([]);
  });

  it.each([
    ...["Remote-User", "Remote-Groups", "Remote-Email", "Remote-Name", "X-Auth-User", "X-Auth-Email", "X-User", "X-Email"],
    ...["X-Authenticated-User", "X-Consumer-Username", "X-Goog-Authenticated-User-Email", "X-Goog-IAP-JWT-Assertion"],
    ...["Cf-Access-Jwt-Assertion", "Cf-Access-Authenticated-User-Email", "Tailscale-User-Login", "X-Pomerium-Jwt-Assertion"],
    ...[
      "X-Vouch-User",
      "X-MS-CLIENT-PRINCIPAL",
      "X-MS-CLIENT-PRINCIPAL-NAME",
      "X-Amzn-Oidc-Data",
      "X-SSL-Client-Cert",
      "SSL-Client-Verify",
    ],
    ...["X-Client-Cert", "X-Cluster-Client-IP", "X-Forwarded", "X-Original-URL", "X-Rewrite-URL", "Via", "X.Forwarded.User"],
    ...["X-Authentik-Username", "X-WebAuth-User", "SM_USER", "OIDC_CLAIM_email", "iv-user", "Client-Cert", "X-Accel-Mapping"],
  ])("F5 %s is taken off", (name) => {
    expect(toApp([name, "root"], hop)).toEqual(ours);
  });

  it("F5 are told apart from an app's own, which pass as they are", () => {
    const raw = ["X-Auth-Token", "1", "X-Api-Key", "2", "X-User-Id", "3", "X-Requested-With", "4", "Authorization", "5", "X_Mine", "6"];
    expect(toApp(raw, hop)).toEqual([...raw, ...ours]);
  });

  it("F5 pass to an app of its owner's that asks for them, but for those that Latchkey writes", () => {
    const kept = { ...hop, keepsIdentity: true };
    const raw = ["Remote-User", "ada", "X-Forwarded-User", "ada", "cf-access-jwt-assertion", "jwt", "X_Real_IP", "198.51.100.7"];
    const never = ["Latchkey-User", "X-Latchkey-User", "x_latchkey_user", "X-Forwarded-For", "X_FORWARDED_HOST", "X.Forwarded.Proto"];
    const all = [...raw, ...[...never, "Forwarded", "Latchkey_Passive"].flatMap((name) => [name, "smuggled"])];
    expect(toApp(all, kept)).toEqual([...raw, ...ours]);
  });

  it("F5 each row of the table names its product and where that is written down", () => {
    for (const { name, prefix, product, source } of identityHeaders) {
      expect([name, prefix].filter((each) => each !== undefined)).toHaveLength(1);
      expect(name ?? prefix).toMatch(/^[a-z0-9-]+$/);
      expect([product, source].every((text) => text.length > 3)).toBe(true);
    }
  });
});
