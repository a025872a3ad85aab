import { expect, it } from "vitest";
import { limitName } from "./address.ts";

it("SEC-54 names every spelling of an address alike, and an IPv6 network as one", () => {
  expect(limitName("192.0.2.1")).toBe("192.0.2.1");
  expect(limitName("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(limitName("::FFFF:c000:0201")).toBe("192.0.2.1");
  expect(limitName("2001:db8::1")).toBe(limitName("2001:0DB8:0:0:ffff:1:2:3"));
  expect(limitName("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(limitName("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(limitName("::1")).not.toBe(limitName("1::1"));
});
