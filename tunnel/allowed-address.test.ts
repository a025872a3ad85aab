import { expect, it } from "vitest";
import { findAddressProblem, lookupAllowed } from "./allowed-address.ts";

it.each([
  "https://sydney.example.com",
  "https://10.0.0.7:8443",
  "https://192.168.1.4",
  "http://127.0.0.1:3000",
  "http://[::1]:3000",
  "http://sydney.latchkey.localhost:3000",
  "https://[2001:db8::1]",
])("G16 %s may be dialled", (url) => expect(findAddressProblem(new URL(url))).toBeNull());

it.each([
  "http://sydney.example.com",
  "http://10.0.0.7",
  "https://169.254.169.254",
  "https://0xa9fea9fe",
  "https://[fe80::1]",
  "https://[::ffff:169.254.169.254]",
  "https://[64:ff9b::169.254.169.254]",
  "https://[fd00:ec2::254]",
  "https://100.100.100.200",
  "https://0.0.0.0",
  "http://0.0.0.0:3000",
  "http://0:3000",
  "https://[::]",
  "https://224.0.0.1",
  "http://notlocalhost",
  "file:///etc/passwd",
])("G16 %s is never dialled", (url) => expect(findAddressProblem(new URL(url))).not.toBeNull());

it("G16 a name that resolves to an address that is never dialled is no name", async () => {
  const look = (name: string, all: boolean) =>
    new Promise((resolve) =>
      lookupAllowed(name, { all }, (error, address) => resolve(error ? (error as NodeJS.ErrnoException).code : address)),
    );
  // What the system's own resolver makes of an address is that address.
  for (const name of ["169.254.169.254", "0.0.0.0", "::ffff:169.254.169.254"]) {
    expect([name, await look(name, true)]).toEqual([name, "EADDRNOTAVAIL"]);
    expect([name, await look(name, false)]).toEqual([name, "EADDRNOTAVAIL"]);
  }
  expect(await look("127.0.0.1", false)).toBe("127.0.0.1");
  expect(await look("sydney.localhost", false)).toBe("127.0.0.1");
});
