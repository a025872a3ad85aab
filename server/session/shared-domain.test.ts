import { expect, it } from "vitest";
import { findSharedDomain } from "./shared-domain.ts";

it("finds the longest domain that door and apps share", () => {
  expect(findSharedDomain("latchkey.localhost", "*.apps.latchkey.localhost:3000")).toBe("latchkey.localhost");
  expect(findSharedDomain("door.example.com", "*.apps.example.com")).toBe("example.com");
  expect(findSharedDomain("door.corp.example.co.uk", "*--apps.corp.example.co.uk:8443")).toBe("corp.example.co.uk");
  expect(findSharedDomain("example.com", "*.example.com")).toBe("example.com");
});

it("finds none where a browser would keep no cookie: other sites, public suffixes, one label, addresses", () => {
  expect(findSharedDomain("door.example.com", "*.apps.example.org")).toBeNull();
  expect(findSharedDomain("door.co.uk", "*.apps.co.uk")).toBeNull();
  expect(findSharedDomain("me.github.io", "*.you.github.io")).toBeNull();
  expect(findSharedDomain("door.internal", "*.apps.internal")).toBeNull();
  expect(findSharedDomain("evilexample.com", "*.apps.example.com")).toBeNull();
  expect(findSharedDomain("192.0.2.1", "*.apps.192.0.2.1")).toBeNull();
});
