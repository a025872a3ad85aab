import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { News } from "../../session.ts";
import { createTellChanges } from "./tell-changes.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells the first change at once and the last one too, once a second between, each machine's for itself", async () => {
  const told: string[] = [];
  const announceHere: News["announceHere"] = ({ changedTerminals = [] }) => told.push(...changedTerminals.map(({ ownerId }) => ownerId));
  const tell = createTellChanges({
    news: { announceHere },
    findAudience: (id) => Promise.resolve(id === "gone" ? null : { ownerId: id, forAdmins: false }),
  });
  for (let count = 0; count < 5; count += 1) tell.changed("box");
  tell.changed("away");
  tell.changed("gone");
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["box", "away"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(["box", "away", "box"]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toHaveLength(3);
  tell.changed("box");
  tell.changed("box");
  tell.close();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toHaveLength(4);
});
