import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSettings } from "../config.ts";

let root: string;
const read = (...argv: string[]) => readSettings({ argv, env: { HOME: root } });
const pem = (name: string) => join(root, name);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "latchkey-tls-"));
  for (const name of ["a", "b"]) {
    const { cert, private: key } = await generate([{ name: "commonName", value: "latchkey.localhost" }], { keyType: "ec", curve: "P-256" });
    writeFileSync(pem(`${name}.crt`), cert);
    writeFileSync(pem(`${name}.key`), key);
  }
  writeFileSync(pem("nothing.pem"), "nothing");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

it("makes the default access URL https", () => {
  const config = read("--tls-cert-file", pem("a.crt"), "--tls-key-file", pem("a.key"));
  expect(config.tls).toEqual({ certFile: pem("a.crt"), keyFile: pem("a.key") });
  expect(config.accessUrl.origin).toBe("https://latchkey.localhost:3000");
  expect(config.secureCookies).toBe(true);
});

it.each<[what: string, argv: () => string[], line: RegExp]>([
  ["a certificate without its key", () => ["--tls-cert-file", pem("a.crt")], /^--tls-cert-file needs --tls-key-file/],
  ["a key without its certificate", () => ["--tls-key-file", pem("a.key")], /^--tls-key-file needs --tls-cert-file/],
  ["a file that is not there", () => ["--tls-cert-file", pem("c.crt"), "--tls-key-file", pem("a.key")], /^--tls-cert-file .*ENOENT/],
  [
    "a file that holds no certificate",
    () => ["--tls-cert-file", pem("nothing.pem"), "--tls-key-file", pem("a.key")],
    /^--tls-cert-file .*no certificate/,
  ],
  [
    "somebody else's key",
    () => ["--tls-cert-file", pem("a.crt"), "--tls-key-file", pem("b.key")],
    /^--tls-key-file is not the private key/,
  ],
  [
    "an http access URL",
    () => ["--tls-cert-file", pem("a.crt"), "--tls-key-file", pem("a.key"), "--access-url", "http://door.example.com"],
    /^--access-url is http, but a TLS certificate is given/,
  ],
])("refuses %s", (_what, argv, line) => {
  expect(() => read(...argv())).toThrow(line);
});
