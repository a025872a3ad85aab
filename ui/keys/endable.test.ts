import { expect, it } from "vitest";
import type { KeysView, KeyView } from "#protocol/api.ts";
import { listEndable, tickedAtFirst } from "./endable.ts";

const key = (id: string, more: Partial<KeyView>): KeyView =>
  ({
    id,
    name: id,
    kind: "token",
    scopes: ["all"],
    current: false,
    parentId: null,
    createdAt: "2026-01-01T00:00:00Z",
    lastUsedAt: "2026-01-01T00:00:00Z",
    ...more,
  }) as KeyView;

const view: KeysView = {
  keys: [
    key("here", { kind: "session", current: true }),
    key("box", { scopes: ["agent"], lastUsedAt: "2026-01-02T00:00:00Z" }),
    key("backup", {}),
    key("login", { lastUsedAt: "2026-01-02T00:00:00Z" }),
  ],
  maxTokenLifetimeSeconds: 60,
  proxies: [{ id: "sydney", name: "Sydney", lastSeenAt: null }],
};

it("F9 a changed password offers all tokens: those of people ticked, those of machines and proxies not", () => {
  expect(listEndable(view).map(({ id, kind }) => `${kind} ${id}`)).toEqual(["token backup", "token login", "agent box", "proxy sydney"]);
  expect([...tickedAtFirst(view)]).toEqual(["backup", "login"]);
  expect(tickedAtFirst(undefined).size).toBe(0);
});

it("what was kept by an older version has no proxies", () => {
  expect(listEndable({ keys: view.keys }).length).toBe(3);
});
