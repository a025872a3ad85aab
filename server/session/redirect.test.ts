import fc from "fast-check";
import { expect, it } from "vitest";
import { safeNext } from "./redirect.ts";

const elsewhere = [
  ...[
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "///evil.example",
    "/\t/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
  ],
  ...[
    "https:evil.example",
    "https://evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "@evil.example",
    ".evil.example",
  ],
  ...[
    "/%2f%2fevil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "http://latchkey.localhost.evil.example/",
    "//latchkey.localhost@evil.example",
  ],
  ...["", "sign-in", "?x", "#x", "x".repeat(5000)],
];

it.each(elsewhere)("SEC-46 stays here for %j", (next) => {
  expect(new URL(safeNext(next), "http://door.example").origin).toBe("http://door.example");
  expect(safeNext(next)).toBe("/");
});

it("keeps the path, query and fragment of this door to the byte", () => {
  expect(safeNext("/devices?sort=a%20b&x=//y#here")).toBe("/devices?sort=a%20b&x=//y#here");
  expect(safeNext("/api/v1/apps/authorize?redirect_uri=http%3A%2F%2Fx.apps.example%2F%3Fa%3Db")).toBe(
    "/api/v1/apps/authorize?redirect_uri=http%3A%2F%2Fx.apps.example%2F%3Fa%3Db",
  );
});

it("does not lead from signing in to signing in", () => {
  expect(safeNext("/sign-in?next=/x")).toBe("/");
  expect(safeNext("/setup")).toBe("/");
});

it("SEC-46 never leaves the door, whatever is given", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."/\\.:@%25fcF \t\nahtps#?") }), (next) => {
      const url = new URL(safeNext(next), "http://door.example");
      expect(url.origin).toBe("http://door.example");
      expect(url.pathname.startsWith("//")).toBe(false);
    }),
  );
});
