import { expect, test } from "vitest";
import { pathAfterSignIn } from "./addresses.ts";

const origin = "http://latchkey.localhost:3000";

test("leads back to the path the person came from, with query and fragment", () => {
  expect(pathAfterSignIn(`?next=${encodeURIComponent("/devices?x=1&y=%2F#here")}`, origin)).toBe("/devices?x=1&y=%2F#here");
  expect(pathAfterSignIn("", origin)).toBe("/");
  expect(pathAfterSignIn("?next=", origin)).toBe("/");
});

const hostile = [
  "//evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "https:evil.example", "https://evil.example", "javascript:alert(1)",
  "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "@evil.example", "/\r\\evil.example", `${origin}.evil.example/`,
]; // prettier-ignore

test.each(hostile)("SEC-46 a sign-in link to %j stays at this door", (next) => {
  const path = pathAfterSignIn(`?next=${encodeURIComponent(next)}`, origin);
  expect(new URL(path, origin).origin).toBe(origin);
  expect(path.startsWith("/")).toBe(true);
});

test("SEC-46 what only looks like another host after decoding twice is a path here", () => {
  for (const next of ["/%2f%2fevil.example", "/%5cevil.example"]) {
    expect(new URL(pathAfterSignIn(`?next=${encodeURIComponent(next)}`, origin), origin).origin).toBe(origin);
  }
});
