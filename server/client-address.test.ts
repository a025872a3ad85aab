import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { createClientAddress } from "./client-address.ts";

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { ...(forwarded && { "x-forwarded-for": forwarded }) } }) as unknown as IncomingMessage;

it("SEC-54 believes X-Forwarded-For from nobody who is not a trusted proxy", () => {
  const direct = createClientAddress([]);
  expect(direct(from("198.51.100.7", "10.0.0.1"))).toBe("198.51.100.7");
  const behind = createClientAddress(["10.0.0.0/8"]);
  expect(behind(from("198.51.100.7", "203.0.113.1"))).toBe("198.51.100.7");
});

it("SEC-54 reads the hops from right to left, up to the first that is not trusted", () => {
  const behind = createClientAddress(["10.0.0.0/8", "::1", "fd00::/8"]);
  expect(behind(from("10.1.2.3", "203.0.113.1"))).toBe("203.0.113.1");
  expect(behind(from("10.1.2.3", "1.1.1.1, 203.0.113.1, 10.9.9.9"))).toBe("203.0.113.1");
  expect(behind(from("::1", "2001:db8::5"))).toBe("2001:db8::5");
  expect(behind(from("::ffff:10.1.2.3", "203.0.113.9"))).toBe("203.0.113.9");
  expect(behind(from("10.1.2.3", "garbage"))).toBe("10.1.2.3");
  expect(behind(from("10.1.2.3"))).toBe("10.1.2.3");
});
