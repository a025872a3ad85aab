import { expect, it } from "vitest";
import type { News } from "#server/session.ts";
import { createRecent, type Permitted } from "./recent.ts";

type Heard = Parameters<News["listen"]>[0];

const permitted: Permitted = {
  app: { kind: "open", workspaceId: "w", ownerId: "u", reach: {} as never, host: "localhost", port: 3000, tls: null, cors: "allow" },
  owner: "ada",
  permit: { keyIds: [], group: "", isStillOpen: () => Promise.resolve(true) },
};

function open() {
  const now = { value: 1_000 };
  const listeners = new Set<Heard>();
  const news = { listen: (heard: Heard) => (listeners.add(heard), () => void listeners.delete(heard)) };
  const recent = createRecent({ news, clock: () => now.value });
  const tell = () => listeners.forEach((heard) => heard({ endedKeyIds: ["k"], changedUserIds: [] }));
  return { now, recent, tell, listeners };
}

it("knows for half a second what was permitted to the same cookies at the same host, and nothing else", () => {
  const { now, recent } = open();
  recent.begin()("a=1", "x.apps", permitted);
  expect(recent.find("a=1", "x.apps")).toBe(permitted);
  expect(recent.find("a=2", "x.apps")).toBeUndefined();
  expect(recent.find("a=1", "y.apps")).toBeUndefined();
  expect(recent.find(undefined, "x.apps")).toBeUndefined();
  now.value += 499;
  expect(recent.find("a=1", "x.apps")).toBe(permitted);
  now.value += 1;
  expect(recent.find("a=1", "x.apps")).toBeUndefined();
});

it("drops everything at any news, and does not keep what was looked up before it", () => {
  const { recent, tell } = open();
  recent.begin()("a=1", "x.apps", permitted);
  const late = recent.begin();
  tell();
  late("a=2", "x.apps", permitted);
  expect(recent.find("a=1", "x.apps")).toBeUndefined();
  expect(recent.find("a=2", "x.apps")).toBeUndefined();
});

it("keeps no more than its bound, forgets when the clock goes back, and stops listening at the end", () => {
  const { now, recent, listeners } = open();
  const keep = recent.begin();
  for (let index = 0; index < 1_500; index += 1) keep(`a=${index}`, "x.apps", permitted);
  expect(recent.find("a=999", "x.apps")).toBe(permitted);
  expect(recent.find("a=1000", "x.apps")).toBeUndefined();
  now.value -= 1;
  expect(recent.find("a=999", "x.apps")).toBeUndefined();
  recent.close();
  expect(listeners.size).toBe(0);
});
