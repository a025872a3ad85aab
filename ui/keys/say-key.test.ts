import { expect, test } from "vitest";
import type { KeyView } from "#protocol/api.ts";
import { guessShape, isAgents, sayBrowser, sayScopes, underParents } from "./say-key.ts";

const agents = {
  android: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
  tablet: "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
  edge: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
};

test("a browser that imitates another is named for itself", () => {
  expect(sayBrowser(agents.edge)).toBe("Edge 156");
  expect(sayBrowser(agents.android)).toBe("Chrome 156");
  expect(sayBrowser(agents.iphone)).toBe("Safari 26");
  expect(sayBrowser("curl/8.5.0")).toBe("");
});

test("a session's shape is a phone, a tablet, a computer or a program", () => {
  expect(guessShape(agents.android)).toBe("phone");
  expect(guessShape(agents.iphone)).toBe("phone");
  expect(guessShape(agents.tablet)).toBe("tablet");
  expect(guessShape(agents.edge)).toBe("computer");
  expect(guessShape("curl/8.5.0")).toBe("program");
});

test("scopes are said shortly", () => {
  expect(sayScopes(["all", "keys:read"])).toBe("Everything you may do");
  expect(sayScopes(["keys:read", "account:read"])).toBe("keys:read, account:read");
});

test("what a token made is shown under it", () => {
  const token = (id: string, parentId: string | null) => ({ id, parentId, name: id }) as KeyView;
  const listed = underParents([
    token("child", "login"),
    token("backup", null),
    token("login", null),
    token("grandchild", "child"),
    token("orphan", "gone"),
  ]);
  expect(listed.map(({ token: { id }, madeBy }) => [id, madeBy])).toEqual([
    ["backup", null],
    ["login", null],
    ["child", "login"],
    ["grandchild", "child"],
    ["orphan", null],
  ]);
});

test("an agent's token is its machine's", () => {
  expect([isAgents({ kind: "token", scopes: ["agent"] }), isAgents({ kind: "token", scopes: ["all"] })]).toEqual([true, false]);
});
