import { expect, it } from "vitest";
import { allowFraming } from "./framing.ts";

const door = "https://door.example.com";

it("adds the door to the ancestors an app names, and nobody else", () => {
  expect(
    allowFraming(["Content-Security-Policy", "default-src 'self'; frame-ancestors 'self' https://a.example; img-src *"], door),
  ).toEqual([...["Content-Security-Policy", `default-src 'self'; frame-ancestors 'self' https://a.example ${door}; img-src *`]]);
  expect(allowFraming(["content-security-policy", "frame-ancestors 'none'"], door)).toEqual([
    "content-security-policy",
    `frame-ancestors ${door}`,
  ]);
});

it("replaces X-Frame-Options by the policy that says the same and names the door", () => {
  expect(allowFraming(["X-Frame-Options", "DENY"], door)).toEqual(["Content-Security-Policy", `frame-ancestors ${door}`]);
  expect(allowFraming(["x-frame-options", "SameOrigin", "A", "b"], door)).toEqual([
    "A",
    "b",
    "Content-Security-Policy",
    `frame-ancestors 'self' ${door}`,
  ]);
  const both = allowFraming(["X-Frame-Options", "DENY", "Content-Security-Policy", "frame-ancestors https://a.example"], door);
  expect(both).toEqual(["Content-Security-Policy", `frame-ancestors https://a.example ${door}`]);
});

it("leaves an app that says nothing of frames as it is", () => {
  const raw = ["Content-Type", "text/html", "Content-Security-Policy", "script-src 'self'"];
  expect(allowFraming(raw, door)).toEqual(raw);
});
