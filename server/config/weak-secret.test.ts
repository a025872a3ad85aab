import { createHash } from "node:crypto";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../config.ts";
import { secretA, secretB, useHome } from "./fixtures.ts";

const home = useHome();
const { read, refusal } = home;

describe("--session-secrets", () => {
  it("takes a comma list, the first of which seals", () => {
    expect(read(["--session-secrets", `${secretA}, ${secretB}`]).sessionSecrets).toEqual([secretA, secretB]);
  });

  it.each([
    ["short", "Zk3vQ9xT1mW8pL5rB7nD2cF6hJ4sG0y", /shorter than 32/],
    ["empty in a list", `${secretA},`, /number 2 is shorter than 32/],
    ["iron-session's sample", "complex_password_at_least_32_characters_long", /well-known/],
    ["a template's sample", "please-CHANGE-ME-0f8a7b6c5d4e3f2a1b9c", /well-known/],
    ["SHA-256 of nothing", createHash("sha256").update("").digest("hex"), /well-known/],
    ["SHA-256 of secret", createHash("sha256").update("secret").digest("hex"), /well-known/],
    ["SHA-256 of password", createHash("sha256").update("password").digest("hex"), /well-known/],
    ["MD5 of test", createHash("md5").update("test").digest("hex"), /well-known/],
    ["one character", "a".repeat(64), /repeats itself/],
    ["a piece again and again", "Zk3vQ9xT1mW8".repeat(4), /repeats itself/],
    ["the alphabet", "abcdefghijklmnopqrstuvwxyz0123456789", /repeats itself/],
    ["digits in order", "12345678901234567890123456789012", /repeats itself/],
    ["two lines", `${secretA}\n${secretB}`, /comma separates/],
  ])("SEC-62 refuses a secret that is %s, without showing it", (_what, secret, line) => {
    const message = refusal([], { LATCHKEY_SESSION_SECRETS: secret });
    expect(message).toMatch(/^LATCHKEY_SESSION_SECRETS \(--session-secrets\) /);
    expect(message).toMatch(line);
    expect(message).toContain("openssl rand -hex 32");
    expect(message).not.toContain(secret.slice(0, 12));
  });

  it("SEC-62 refuses a weak secret in the second place, too", () => {
    expect(refusal(["--session-secrets", `${secretA},complex_password_at_least_32_characters_long`])).toMatch(
      /number 2 is a well-known sample/,
    );
  });

  it("makes them at the first start, for the owner alone, and keeps them", () => {
    const first = readConfig({ argv: [], env: home.env });
    const file = join(first.dataDir, "session-secrets");
    expect(first.sessionSecrets).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readConfig({ argv: [], env: home.env }).sessionSecrets).toEqual(first.sessionSecrets);
    const rotated = `${secretA},${first.sessionSecrets[0]}\n`;
    writeFileSync(file, rotated);
    expect(readConfig({ argv: [], env: home.env }).sessionSecrets).toEqual([secretA, first.sessionSecrets[0]]);
  });

  it("SEC-62 refuses a kept file that others can read, or that holds too little", () => {
    const { dataDir } = readConfig({ argv: [], env: home.env });
    const file = join(dataDir, "session-secrets");
    chmodSync(file, 0o640);
    expect(refusal([])).toMatch(/^--session-secrets file .* can be read by others; run chmod 600/);
    chmodSync(file, 0o600);
    writeFileSync(file, "");
    expect(refusal([])).toMatch(/^--session-secrets in .* is shorter than 32/);
    expect(readFileSync(file, "utf8")).toBe("");
  });
});
