import { expect, test } from "vitest";
import { sayWhyEnded } from "./say-why-ended.ts";

const now = new Date(2026, 10, 20, 15, 0).getTime();
const context = { now, lifetimeSeconds: 30 * 86_400 };

test("a session that was ended elsewhere says so and when", () => {
  const endedAt = new Date(2026, 10, 17, 14, 2).toISOString();
  expect(sayWhyEnded({ code: "session_revoked", reason: "ended_elsewhere", endedAt }, context)).toBe(
    "Signed out from another device on Tuesday 14:02.",
  );
});

test("an unused session says for how long", () => {
  expect(sayWhyEnded({ code: "session_expired", reason: "unused" }, context)).toBe("Not used for 30 days.");
  expect(sayWhyEnded({ code: "session_expired", reason: "unused" }, { now, lifetimeSeconds: 60 })).toBe("Not used for 60 s.");
});

test("a changed password is named, with or without a time", () => {
  expect(sayWhyEnded({ code: "session_revoked", reason: "password_changed" }, context)).toBe("Your password was changed.");
  expect(sayWhyEnded({ code: "session_revoked", reason: "password_changed", endedAt: "nonsense" }, context)).toBe(
    "Your password was changed.",
  );
});

test("without a reason the code speaks, and an unknown code says nothing", () => {
  expect(sayWhyEnded({ code: "session_expired" }, context)).toBe("The session has expired.");
  expect(sayWhyEnded({ code: "no_session" }, context)).toBeNull();
});
