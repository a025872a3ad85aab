import { expect, it } from "vitest";
import { expiryAfterUse, isUseDue, slides, useIntervalMs } from "./sliding.ts";

const day = 86_400_000;
const key = { kind: "session" as const, lifetimeSeconds: 30 * 86_400, expiresAt: 30 * day, absoluteExpiresAt: null, lastUsedAt: 0 };

it("writes use down at most every hour, or every tenth of a shorter life", () => {
  expect(useIntervalMs(30 * 86_400)).toBe(3_600_000);
  expect(useIntervalMs(60)).toBe(6_000);
  expect(isUseDue(key, 3_599_999)).toBe(false);
  expect(isUseDue(key, 3_600_000)).toBe(true);
});

it("slides a session once an hour of it is used up", () => {
  expect(slides(key, 3_599_999)).toBe(false);
  expect(slides(key, 3_600_000)).toBe(true);
  expect(expiryAfterUse(key, 3_600_000)).toBe(30 * day + 3_600_000);
});

it("slides a life of a minute after six seconds", () => {
  const short = { ...key, lifetimeSeconds: 60, expiresAt: 60_000 };
  expect(slides(short, 5_999)).toBe(false);
  expect(slides(short, 6_000)).toBe(true);
});

it("never slides a token or an app session", () => {
  expect(slides({ ...key, kind: "token" }, 20 * day)).toBe(false);
  expect(slides({ ...key, kind: "app" }, 20 * day)).toBe(false);
});

it("never slides beyond the absolute end, and stops trying there", () => {
  const bounded = { ...key, absoluteExpiresAt: 31 * day };
  expect(expiryAfterUse(bounded, 10 * day)).toBe(31 * day);
  expect(slides({ ...bounded, expiresAt: 31 * day }, 10 * day)).toBe(false);
});
