import { describe, expect, it } from "vitest";
import { useHome } from "./fixtures.ts";

const home = useHome();
const { read, refusal } = home;

describe("--http-address", () => {
  it.each([
    ["127.0.0.1:80", "127.0.0.1", true],
    ["127.8.8.8:80", "127.8.8.8", true],
    ["localhost:80", "127.0.0.1", true],
    ["latchkey.localhost:80", "127.0.0.1", true],
    ["[::1]:80", "::1", true],
  ])("knows %s as loopback", (text, host, loopbackOnly) => {
    expect(read(["--http-address", text])).toMatchObject({ listen: { host, port: 80 }, loopbackOnly });
  });

  it.each(["0.0.0.0:80", "[::]:80", "192.168.1.2:80", "door.example.com:80", "127.0.0.1.example.com:80"])(
    "knows %s as open to others",
    (text) => {
      expect(read(["--http-address", text, "--access-url", "https://door.example.com"]).loopbackOnly).toBe(false);
    },
  );

  it.each([
    "3000",
    ":3000",
    "127.0.0.1",
    "127.0.0.1:65536",
    "127.0.0.1:x",
    "::1:3000",
    "[127.0.0.1]:3000",
    "1.2.3.999:80",
    "http://127.0.0.1:3000",
    "a b:80",
  ])("refuses %s", (text) => {
    expect(refusal([`--http-address=${text}`])).toMatch(/^--http-address is not an address .*127\.0\.0\.1:3000/);
  });
});

describe("--access-url", () => {
  it("is required beyond loopback", () => {
    expect(refusal(["--http-address", "0.0.0.0:3000"])).toMatch(/^--access-url is required when listening beyond loopback/);
  });

  it("keeps the origin only, lower case and without a default port", () => {
    expect(read(["--access-url", "HTTPS://Door.Example.com:443/"]).accessUrl.origin).toBe("https://door.example.com");
  });

  it("leaves out the port by which a scheme is known", () => {
    expect(read(["--http-address", "127.0.0.1:80"])).toMatchObject({ wildcard: "*.apps.latchkey.localhost" });
  });

  it.each([
    ["door.example.com", /not a URL/],
    ["ftp://door.example.com", /not a URL/],
    ["https:\\\\door.example.com", /not a URL/],
    ["https://door.example.com/path", /more than an origin; give https:\/\/door\.example\.com /],
    ["https://door.example.com/?", /more than an origin/],
    ["https://door.example.com/#top", /more than an origin/],
    ["https://me:hunter2@door.example.com", /credentials/],
    ["https://*.example.com", /--wildcard-access-url/],
    ["https://door.example.com.", /dot/],
    ["http://latchkey.localhost:0", /port 0/],
  ])("refuses %s", (text, line) => {
    const message = refusal(["--access-url", text]);
    expect(message).toMatch(/^--access-url /);
    expect(message).toMatch(line);
    expect(message).not.toContain("hunter2");
  });
});

describe("--wildcard-access-url", () => {
  const url = ["--access-url", "https://door.example.com"];

  it("has no default beside a given access URL, and can be switched off", () => {
    expect(read(url).wildcard).toBe(null);
    expect(read(["--wildcard-access-url", "none"]).wildcard).toBe(null);
  });

  it.each([
    ["*.Apps.Example.com", "*.apps.example.com"],
    ["*--apps.example.com", "*--apps.example.com"],
    ["*.example.com:8443", "*.example.com:8443", "https://example.com"],
    ["*.apps.example.com:443", "*.apps.example.com"],
    ["*.door.example.com", "*.door.example.com"],
  ])("takes %s as %s", (text, wildcard, door = "https://door.example.com") => {
    expect(read(["--access-url", door, "--wildcard-access-url", text]).wildcard).toBe(wildcard);
  });

  it.each([
    ["apps.example.com", /exactly one \*/],
    ["*.*.example.com", /exactly one \*/],
    ["**.example.com", /exactly one \*/],
    ["a*.example.com", /first character/],
    ["apps.*.example.com", /first character/],
    ["*", /one label|host pattern/],
    ["*.com", /no browser keeps a cookie/],
    ["*.192.168.1.2", /not a host pattern/],
    ["*_x.example.com", /not a host pattern/],
    ["https://*.example.com", /leave out the scheme/],
    ["*.example.com/", /not a host pattern/],
    ["*.apps.example.com:0", /port/],
    ["*.apps.example.com:70000", /port/],
    ["*.example.com", /matches the door's own host/],
    ["*.example.com:8443", /matches the door's own host/],
    ["*r.example.com", /matches the door's own host/],
  ])("refuses %s", (text, line) => {
    const message = refusal([...url, "--wildcard-access-url", text]);
    expect(message).toMatch(/^--wildcard-access-url /);
    expect(message).toMatch(line);
  });
});
