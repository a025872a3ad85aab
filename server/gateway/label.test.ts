import { expect, it } from "vitest";
import { createAppHosts } from "./app-hosts.ts";
import { labelOf, parseLabel } from "./label.ts";

it("reads ports, TLS ports and apps, and writes them back", () => {
  expect(parseLabel("8899--this-machine--ada")).toEqual({ kind: "port", port: 8899, tls: false, workspace: "this-machine", user: "ada" });
  expect(parseLabel("8443s--box--ada")).toEqual({ kind: "port", port: 8443, tls: true, workspace: "box", user: "ada" });
  expect(parseLabel("Code-Server--box--ada")).toEqual({ kind: "app", slug: "code-server", workspace: "box", user: "ada" });
  for (const label of ["8899--this-machine--ada", "8443s--box--ada", "editor--box--ada"]) {
    const address = parseLabel(label);
    expect(address && labelOf(address)).toBe(label);
  }
});

it.each([
  "",
  "ada",
  "a--b",
  "a--b--c--d",
  "a---b--c",
  "-a--b--c",
  "a--b--c-",
  "a_b--c--d",
  "1023--a--b",
  "65536--a--b",
  "08080--a--b",
  "0x1f90--a_--b",
  "80--a--b",
  "8080ss--a--b_",
  "é--a--b",
])("SEC-20 reads nothing into %j", (label) => expect(parseLabel(label)).toBeNull());

it("SEC-47 owns exactly one label below the wildcard, at its own port", () => {
  const hosts = createAppHosts("*.apps.example.com:8443", "https:");
  expect(hosts.labelOf("x.apps.example.com:8443")).toBe("x");
  expect(hosts.labelOf("X.APPS.example.com:8443")).toBe("x");
  for (const host of [
    "apps.example.com:8443",
    ".apps.example.com:8443",
    "a.b.apps.example.com:8443",
    "x.evilapps.example.com:8443",
    "x.apps.example.com",
    "x.apps.example.com:1",
    "x.apps.example.com:8443.evil.example",
    "",
    undefined,
  ]) {
    expect(hosts.labelOf(host)).toBeNull();
  }
  const suffixed = createAppHosts("*--apps.example.com", "https:");
  expect(suffixed.labelOf("8080--box--ada--apps.example.com")).toBe("8080--box--ada");
  expect(suffixed.labelOf("8080--box--ada--apps.example.com:443")).toBe("8080--box--ada");
  expect(suffixed.labelOf("--apps.example.com")).toBeNull();
  expect(suffixed.hostOf("x")).toBe("x--apps.example.com");
});
