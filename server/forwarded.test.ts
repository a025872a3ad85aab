import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { createForwarded } from "./forwarded.ts";

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { ...(forwarded && { "x-forwarded-for": forwarded }) } }) as unknown as IncomingMessage;

it("SEC-54 believes X-Forwarded-For from nobody who is not a trusted proxy", () => {
  const direct = createForwarded([]).addressOf;
  expect(direct(from("198.51.100.7", "10.0.0.1"))).toBe("198.51.100.7");
  const behind = createForwarded(["10.0.0.0/8"]).addressOf;
  expect(behind(from("198.51.100.7", "203.0.113.1"))).toBe("198.51.100.7");
});

it("SEC-54 reads the hops from right to left, up to the first that is not trusted", () => {
  const behind = createForwarded(["10.0.0.0/8", "::1", "fd00::/8"]).addressOf;
  expect(behind(from("10.1.2.3", "203.0.113.1"))).toBe("203.0.113.1");
  expect(behind(from("10.1.2.3", "1.1.1.1, 203.0.113.1, 10.9.9.9"))).toBe("203.0.113.1");
  expect(behind(from("::1", "2001:db8::5"))).toBe("2001:db8::5");
  expect(behind(from("::ffff:10.1.2.3", "203.0.113.9"))).toBe("203.0.113.9");
  expect(behind(from("10.1.2.3", "garbage"))).toBe("10.1.2.3");
  expect(behind(from("10.1.2.3"))).toBe("10.1.2.3");
});

it("SEC-09 believes X-Forwarded-Host from a trusted proxy only", () => {
  const request = (remoteAddress: string) =>
    ({ socket: { remoteAddress }, headers: { host: "inner.example", "x-forwarded-host": "door.example" } }) as unknown as IncomingMessage;
  const { hostOf } = createForwarded(["10.0.0.0/8"]);
  expect(hostOf(request("10.1.2.3"))).toBe("door.example");
  expect(hostOf(request("198.51.100.7"))).toBe("inner.example");
  expect(createForwarded([]).hostOf(request("10.1.2.3"))).toBe("inner.example");
});
