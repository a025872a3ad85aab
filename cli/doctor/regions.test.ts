import { expect, it } from "vitest";
import { version } from "#package.json";
import type { ProxyRow } from "#server/store.ts";
import { judgeProxy } from "./regions.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const proxy: ProxyRow = {
  ...{ id: "p", name: "Sydney", secretHash: "", url: "https://sydney.example.com", wildcard: "*.sydney.example.com", version },
  ...{ createdAt: now - 1e6, lastSeenAt: now - 1_000, aliveUntil: now + 10_000 },
};
const here = { status: 204, why: "" };
const judge = (change: Partial<ProxyRow>, seen: { status: number; why: string } | null = here) => {
  const { state, about, text } = judgeProxy({ ...proxy, ...change }, { now, seen });
  return `${state} ${about}: ${text}`;
};

it("says of each proxy whether it is connected, and where it is", () => {
  expect(judge({})).toBe("ok proxy Sydney: https://sydney.example.com is connected.");
});

it("tells one that never came from one that has gone", () => {
  expect(judge({ url: null, wildcard: null, version: null, lastSeenAt: null, aliveUntil: null }, null)).toMatch(
    /^warn .*has never connected\. Start it/,
  );
  expect(judge({ aliveUntil: now - 1, lastSeenAt: now - 60_000 })).toMatch(
    /^bad .*not connected to the door since 2026-03-01T11:59:00\.000Z/,
  );
});

it("sees an address that leads elsewhere, and another version", () => {
  expect(judge({}, { status: 0, why: "The name is unknown" })).toMatch(/^warn .*does not lead to it from here \(The name is unknown\)/);
  expect(judge({}, { status: 404, why: "" })).toMatch(/\(answered 404\)/);
  expect(judge({ version: "0.0.1" })).toMatch(/^warn .*It runs Latchkey 0\.0\.1, this is/);
});
