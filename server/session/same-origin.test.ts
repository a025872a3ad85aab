import { expect, it } from "vitest";
import { isFromHere, isSocketFromHere } from "./same-origin.ts";

const origin = "https://door.example.com";
const post = (headers: Record<string, string>) => isFromHere({ method: "POST", headers }, origin);

it("lets our own pages and programs with a token change something", () => {
  expect(post({ "sec-fetch-site": "same-origin" })).toBe(true);
  expect(post({ origin })).toBe(true);
  expect(post({ authorization: "Bearer lk_abc" })).toBe(true);
  expect(isFromHere({ method: "GET", headers: { "sec-fetch-site": "cross-site" } }, origin)).toBe(true);
});

it("SEC-08 SEC-42 lets nobody else: siblings, other sites, null, nothing, other ports and schemes", () => {
  for (const site of ["same-site", "cross-site", "none", "", "Same-Origin"]) expect(post({ "sec-fetch-site": site, origin })).toBe(false);
  for (const other of [
    "null",
    "https://app.door.example.com",
    "https://door.example.com:8443",
    "http://door.example.com",
    "https://door.example.com.",
    "https://DOOR.example.com",
    "",
  ]) {
    expect(post({ origin: other })).toBe(false);
    expect(isSocketFromHere({ origin: other }, origin)).toBe(false);
  }
  expect(post({})).toBe(false);
  expect(post({ authorization: "Basic x" })).toBe(false);
  expect(post({ origin: "https://evil.example", authorization: "Bearer lk_abc" })).toBe(false);
  expect(isSocketFromHere({}, origin)).toBe(false);
  expect(isSocketFromHere({ origin }, origin)).toBe(true);
});
