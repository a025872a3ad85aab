import { expect, it } from "vitest";
import { createProxyTrust } from "./trusted-proxies.ts";

const trusts = createProxyTrust(["127.0.0.1", "10.1.0.0/16", "fd00::/8"]);

it.each(["127.0.0.1", "::ffff:127.0.0.1", "10.1.255.255", "::ffff:10.1.2.3", "fd12::1", "fd12::1%eth0"])("trusts %s", (peer) => {
  expect(trusts(peer)).toBe(true);
});

it.each(["127.0.0.2", "10.2.0.1", "::1", "fc00::1", "::ffff:10.2.0.1", "", "10.1.0.1.example.com", "unknown"])(
  "does not trust %j",
  (peer) => {
    expect(trusts(peer)).toBe(false);
  },
);

it("trusts nobody when nobody was named", () => {
  expect(createProxyTrust([])("127.0.0.1")).toBe(false);
});
