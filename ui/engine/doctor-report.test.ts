import { expect, test } from "vitest";
import type { SessionView } from "#protocol/api.ts";
import { buildReport, type DoctorFacts } from "./doctor-report.ts";

const expiresAt = "2026-12-21T10:00:00.000Z";
const session = {
  user: { id: "u1", email: "ada@example.com", name: "ada", role: "owner", createdAt: expiresAt },
  key: { id: "k1abc", deviceId: "d1", expiresAt, ip: "203.0.113.7" },
  device: { id: "d1", name: "Ada's phone", createdAt: expiresAt, lastResumedAt: null },
  cookieExpiresAt: expiresAt,
} as unknown as SessionView;
const well: DoctorFacts = {
  now: Date.parse("2026-11-21T10:00:00.000Z"),
  session,
  connection: "online",
  isInstalled: true,
  hasCrypto: true,
  hasDatabase: true,
  deviceId: "d1",
  isPersisted: true,
  quotaBytes: 50e9,
  worker: { state: "activated", buildId: "b1", isUpdateWaiting: false },
  buildId: "b1",
  userAgent: "Test/1.0",
};

const verdictOf = (changes: Partial<DoctorFacts>) => buildReport({ ...well, ...changes }).verdict;
const rowOf = (label: string, changes: Partial<DoctorFacts>) =>
  buildReport({ ...well, ...changes }).rows.find((row) => row.label === label);

test("a device with cookie and device key is well", () => {
  expect(verdictOf({})).toMatch(/^All is well/);
  expect(buildReport(well).isWell).toBe(true);
  expect(buildReport({ ...well, deviceId: null }).isWell).toBe(false);
  expect(buildReport(well).rows.filter(({ state }) => state === "warn" || state === "bad")).toEqual([]);
});

test("plain http and private windows are told as what they are: the cookie alone", () => {
  expect(verdictOf({ hasCrypto: false, deviceId: null })).toMatch(/by its cookie alone/);
  expect(rowOf("Device key", { hasCrypto: false, deviceId: null })).toMatchObject({ value: "Not possible without https", state: "warn" });
  expect(rowOf("Storage", { hasDatabase: false })).toMatchObject({ state: "bad" });
  expect(rowOf("Storage", { quotaBytes: 100e6 })?.value).toMatch(/private window/);
});

test("a lost or foreign device key says what to do", () => {
  expect(verdictOf({ deviceId: null })).toMatch(/sign out and in again/);
  expect(verdictOf({ deviceId: "d2" })).toMatch(/of another session/);
});

test("a browser that keeps no cookie is told so", () => {
  expect(verdictOf({ session: { ...session, cookieExpiresAt: null } })).toMatch(/does not keep the door's cookie/);
});

test("without the door it says what is known, and that nobody was signed out", () => {
  expect(verdictOf({ connection: "offline" })).toMatch(/still signed in/);
  expect(verdictOf({ connection: "offline", session: null })).toMatch(/nothing is known/);
});

test("the text for a bug report names nobody and holds no id", () => {
  const { text } = buildReport(well);
  for (const secret of ["ada", "k1abc", "d1", "u1", "203.0.113.7"]) expect(text.toLowerCase()).not.toContain(secret);
  expect(text).toContain(expiresAt);
  expect(text).toContain("Browser: Test/1.0");
});

test("a version is short on the screen and whole in the text", () => {
  const buildId = "0123456789abcdef0123";
  const report = buildReport({ ...well, buildId, worker: { state: "activated", buildId, isUpdateWaiting: true } });
  expect(report.rows.find((row) => row.label === "Service worker")?.value).toBe("Running, version 0123456, an update waits");
  expect(report.rows.find((row) => row.label === "Page version")?.value).toBe("0123456");
  expect(report.text).toContain(`Page version: ${buildId}`);
});
