import { expect, it } from "vitest";
import { createHosts } from "./hosts.ts";

const local = createHosts({
  accessUrl: new URL("http://latchkey.localhost:3000"),
  loopbackOnly: true,
  listen: { host: "127.0.0.1", port: 3000 },
  tls: null,
});
const remote = createHosts({
  accessUrl: new URL("https://door.example.com"),
  loopbackOnly: false,
  listen: { host: "0.0.0.0", port: 443 },
  tls: null,
});

it("answers for the access URL, and on loopback for its aliases", () => {
  expect(local.findDoor("latchkey.localhost:3000")).toEqual({ kind: "door", origin: "http://latchkey.localhost:3000" });
  expect(local.findDoor("LATCHKEY.localhost:3000")?.kind).toBe("door");
  expect(local.findDoor("localhost:3000")).toEqual({ kind: "alias", origin: "http://localhost:3000" });
  expect(local.findDoor("127.0.0.1:3000")?.kind).toBe("alias");
  expect(local.findDoor("[::1]:3000")?.kind).toBe("alias");
  expect(remote.findDoor("door.example.com")?.kind).toBe("door");
  expect(remote.findDoor("door.example.com:443")?.kind).toBe("door");
});

it("SEC-19 SEC-47 answers for nobody else: other names, suffixes, ports, empty and odd spellings", () => {
  const strangers = [
    "",
    undefined,
    "evil.example",
    "latchkey.localhost",
    "latchkey.localhost:3001",
    "xlatchkey.localhost:3000",
    "latchkey.localhost.evil.example:3000",
  ];
  for (const host of [
    ...strangers,
    "latchkey.localhost.:3000",
    "0.0.0.0:3000",
    "127.1:3000",
    "latchkey.localhost:3000:3000",
    "a@latchkey.localhost:3000",
  ]) {
    expect(local.findDoor(host)).toBeNull();
  }
  for (const host of ["localhost", "127.0.0.1", "localhost:443", "evildoor.example.com", "door.example.com:80", "example.com"])
    expect(remote.findDoor(host)).toBeNull();
});
