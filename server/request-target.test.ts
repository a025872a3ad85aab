import { expect, it } from "vitest";
import { readPath } from "./request-target.ts";
import { kindOfPath } from "./routes.ts";

it("gives the path of an ordinary target", () => {
  expect(readPath("/")).toBe("/");
  expect(readPath("/devices?x=%2f//;..")).toBe("/devices");
  expect(readPath("/api/v1/keys/abc%20def%C3%A9")).toBe("/api/v1/keys/abc%20def%C3%A9");
});

const crooked = [
  ...[
    "/%61pi/v1/session",
    "//api/v1/session",
    "/./api",
    "/api/../setup",
    "/api/%2e%2e/setup",
    "/api\\v1",
    "/api;x/v1",
    "/api%2fv1",
    "/api%5cv1",
    "/api/%00",
  ],
  ...["http://evil.example/", "evil.example:443", "*", "", "/a b", "/a\tb", "/a\u00e9", "/a#b"],
];

it.each(crooked)("SEC-14 SEC-15 refuses %j, so that no layer can read it differently", (target) => {
  expect(readPath(target)).toBeNull();
});

it("takes every path that is not named for a page that needs a session", () => {
  expect(
    ["/", "/devices", "/shell/x", "/sign-in/", "/apix", "/_next/data/x.json", "/icons/../x", "/setup.rsc", "/sw.js.map"].map(kindOfPath),
  ).toEqual(Array(9).fill("page"));
  expect(["/api", "/api/v1/session", "/_next/static/x.js", "/sign-in", "/shell", "/sw.js"].map(kindOfPath)).toEqual([
    "api",
    "api",
    "static",
    "entry_page",
    "neutral",
    "static",
  ]);
});
