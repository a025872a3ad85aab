import { expect, test } from "vitest";
import { endOf, proposeSlug } from "./say-sharing.ts";

test("a slug is what DNS takes of a name", () => {
  expect(proposeSlug("Grafana")).toBe("grafana");
  expect(proposeSlug("  Ada’s Café (dev) ")).toBe("ada-s-cafe-dev");
  expect(proposeSlug("8080")).toBe("app-8080");
  expect(proposeSlug("a very long name of an app indeed")).toBe("a-very-long-name-of-an-a");
  expect(proposeSlug("⚡")).toBe("");
});

test("a sharing ends an hour from now, at the end of this day, in a week, or never", () => {
  const now = new Date(2026, 10, 20, 15, 0).getTime();
  expect(endOf("never", now)).toBeNull();
  expect(Date.parse(endOf("hour", now) ?? "") - now).toBe(3_600_000);
  expect(new Date(endOf("today", now) ?? "").getDate()).toBe(20);
  expect(Date.parse(endOf("week", now) ?? "") - now).toBe(7 * 86_400_000);
});
