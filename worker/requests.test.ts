import { expect, test } from "vitest";
import { kindOfRequest } from "./requests.ts";

const origin = "http://latchkey.localhost:3000";
const kind = (path: string, request: { method?: string; mode?: RequestMode } = {}) =>
  kindOfRequest(new URL(path, origin), { method: "GET", mode: "navigate", ...request }, origin);

test("screens of the signed-in door are answered network first", () => {
  for (const path of ["/", "/devices", "/tokens?made=1", "/terminals/k3v9.a81c", "/account/"]) expect(kind(path), path).toBe("screen");
});

test("set-up and sign-in never get the shell", () => {
  expect(kind("/sign-in?next=%2Fdevices")).toBe("door");
  expect(kind("/setup")).toBe("door");
});

test("hashed files come from the cache, with or without the build's id", () => {
  expect(kind("/_next/static/chunks/app/page-1.js?dpl=abc", { mode: "no-cors" })).toBe("file");
});

test("the API, RSC answers, operators' addresses and files are none of the worker's business", () => {
  for (const path of [
    "/api/v1/session",
    "/api",
    "/healthz",
    "/readyz",
    "/sw.js",
    "/manifest.webmanifest",
    "/icons/icon-192.png",
    "/_next/data/x",
    "/@ada/this-machine/grafana/",
  ]) {
    expect(kind(path), path).toBe("other");
  }
  expect(kind("/devices?_rsc=1", { mode: "cors" })).toBe("other");
  expect(kind("/", { method: "POST" })).toBe("other");
  expect(kind("http://a.apps.latchkey.localhost:3000/")).toBe("other");
});
