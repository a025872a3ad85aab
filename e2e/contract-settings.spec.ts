import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { visitApp } from "./models/app-visit.ts";
import { runLatchkey } from "./models/cli.ts";
import type { DoorServer } from "./models/door-server.ts";
import { exchange } from "./models/exchange.ts";
import { findFreePort } from "./models/free-port.ts";
import { parseSetCookie } from "./models/http-client.ts";
import { owner } from "./models/people.ts";
import { makeScratchDir } from "./models/scratch.ts";

const secretOne = "k8Vw2pQz7LmR4tYx9BnC6dFg3HjS5aEu";
const secretTwo = "T3rN8wXq5ZbM2vKj7PdL4hGy9CsF6eUa";

const test = base.extend<{ scratchDir: string }>({
  scratchDir: async ({}, use) => {
    const scratch = makeScratchDir("settings");
    await use(scratch.dir);
    scratch.remove();
  },
});

const refused: { why: string; args?: string[]; env?: Record<string, string>; names: RegExp }[] = [
  { why: "an unknown flag", args: ["--sesion-duration", "30d"], names: /--sesion-duration/ },
  { why: "an address that is none", args: ["--http-address", "nowhere"], names: /--http-address/ },
  { why: "an access URL that is none", args: ["--access-url", "latchkey"], names: /--access-url/ },
  { why: "a lifetime below ten seconds", args: ["--session-duration", "9s"], names: /--session-duration/ },
  { why: "a lifetime above what browsers keep", args: ["--session-duration", "401d"], names: /--session-duration/ },
  { why: "a lifetime that is no time", env: { LATCHKEY_SESSION_DURATION: "soon" }, names: /LATCHKEY_SESSION_DURATION/ },
  { why: "a wildcard with two asterisks", args: ["--wildcard-access-url", "*.*.example.com"], names: /--wildcard-access-url/ },
  { why: "a Secure setting that is none", args: ["--secure-cookies", "maybe"], names: /--secure-cookies/ },
  { why: "a certificate without its key", args: ["--tls-cert-file", "/nowhere/door.crt"], names: /--tls-(cert|key)-file/ },
  { why: "an open address without an access URL", args: ["--http-address", "0.0.0.0:3000"], names: /--access-url/ },
  { why: "SEC-62 a short secret", args: ["--session-secrets", "Vw2pQz7LmR4t"], names: /--session-secrets/ },
  {
    why: "SEC-62 a well-known secret",
    env: { LATCHKEY_SESSION_SECRETS: "complex_password_at_least_32_characters_long" },
    names: /LATCHKEY_SESSION_SECRETS/,
  },
  { why: "SEC-62 a secret of one letter", args: ["--session-secrets", "a".repeat(40)], names: /--session-secrets/ },
  { why: "a database that is none", args: ["--database-url", "mysql://localhost/x"], names: /--database-url/ },
  { why: "a trusted proxy that is no address", args: ["--trusted-proxies", "everyone"], names: /--trusted-proxies/ },
];

for (const { why, args = [], env = {}, names } of refused) {
  test(`the start stops with exit code 2 and one line that names the setting: ${why}`, async ({ scratchDir }) => {
    const result = await runLatchkey(["serve", "--data-dir", scratchDir, ...args], { env });
    expect(result.exitCode, result.stdout + result.stderr).toBe(2);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
    expect(result.stderr).toMatch(names);
    if (why.startsWith("SEC-62")) for (const value of [...args.slice(1), ...Object.values(env)]) expect(result.stderr).not.toContain(value);
  });
}

test("a flag goes before its variable, and the variable before the default", async ({ startDoor }) => {
  const env = { LATCHKEY_SESSION_DURATION: "2h", LATCHKEY_COOKIE_SUFFIX: "from-env" };
  const door = await startDoor({ env, flags: { "session-duration": "90m" } });
  const cookie = await readSignInCookie(door);
  expect(cookie.name).toBe("latchkey_session-from-env");
  expect(cookie.attributes["max-age"]).toBe(String(90 * 60));
});

test("the suffix keeps letters, digits and hyphens; what had to change gets a hash of the given text", async ({ startDoor }) => {
  const suffix = "Büro 7/west";
  const door = await startDoor({ flags: { "cookie-suffix": suffix } });
  const hash = createHash("sha256").update(suffix).digest("hex").slice(0, 8);
  expect((await readSignInCookie(door)).name).toBe(`latchkey_session-B-ro-7-west-${hash}`);
});

test("--secure-cookies on makes a __Host- cookie on plain http too, as behind a proxy that ends TLS", async ({ startDoor }) => {
  const cookie = await readSignInCookie(await startDoor({ flags: { "secure-cookies": "on" } }));
  expect(cookie.name).toMatch(/^__Host-latchkey_session-/);
  expect(cookie.attributes).toMatchObject({ secure: "", path: "/" });
  expect(cookie.attributes["domain"]).toBeUndefined();
});

test("an https access URL makes the cookie Secure by itself, and the suffix follows the access URL", async ({ startDoor }) => {
  const port = await findFreePort();
  const accessUrl = "https://door.example.com";
  const door = await startDoor({ port, flags: { "access-url": accessUrl } });
  const cookie = await readSignInCookie(door);
  expect(cookie.name).toBe(`__Host-latchkey_session-${createHash("sha256").update(accessUrl).digest("hex").slice(0, 8)}`);
});

test("a switched-off refresh and an absolute duration are in the key that a sign-in makes", async ({ startDoor }) => {
  const door = await startDoor({ flags: { "session-absolute-duration": "7d", "disable-session-expiry-refresh": true } });
  const answer = await door.client().post("/api/v1/session", { email: owner.email, password: owner.password });
  const { key } = answer.json<{ key: { createdAt: string; expiresAt: string; absoluteExpiresAt: string } }>();
  expect(Date.parse(key.absoluteExpiresAt) - Date.parse(key.createdAt)).toBe(7 * 86_400_000);
  expect(Date.parse(key.expiresAt)).toBeLessThanOrEqual(Date.parse(key.absoluteExpiresAt));
});

test("SEC-40 secrets rotate by new,old: everyone stays signed in, and the old one may go once all were re-issued", async ({
  startDoor,
  scratchDir,
}) => {
  const door = await startDoor({ flags: { "session-secrets": secretOne } });
  const client = await signInClient(door);
  const secretsFile = join(scratchDir, "secrets");
  writeFileSync(secretsFile, `${secretTwo},${secretOne}\n`, { mode: 0o600 });
  await door.restart({ flags: {}, env: { LATCHKEY_SESSION_SECRETS_FILE: secretsFile } });
  expect((await client.get("/api/v1/session")).status).toBe(200);
  const fresh = await signInClient(door);
  writeFileSync(secretsFile, secretTwo);
  await door.restart();
  expect((await fresh.get("/api/v1/session")).status).toBe(200);
  expect((await client.get("/api/v1/session")).status).toBe(401);
});

test("sessions survive a restart without any secret given: the door keeps its own, for its owner's eyes only", async ({ door }) => {
  const client = await signInClient(door);
  await door.kill();
  await door.start();
  expect((await client.get("/api/v1/session")).status).toBe(200);
});

test("the data directory is made for its owner alone, and so is everything in it", async ({ scratchDir, startDoor }) => {
  const dir = join(scratchDir, "not", "yet");
  const door = await startDoor({ flags: { "data-dir": dir } });
  await signInClient(door);
  const found = ["", ...readdirSync(dir, { recursive: true, encoding: "utf8" })];
  expect(found).toContain("latchkey.db");
  // What its database makes for a moment may be gone by now.
  const open = found.filter((name) => ((statSync(join(dir, name), { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
  expect([open, (statSync(dir).mode & 0o777).toString(8)]).toEqual([[], "700"]);
});

test("X-Forwarded-For is believed from trusted proxies alone, for sessions and for what apps are told", async ({ startDoor }) => {
  const told = "203.0.113.9";
  for (const [flags, address] of [
    [{}, "127.0.0.1"],
    [{ "trusted-proxies": "10.0.0.0/8" }, "127.0.0.1"],
    [{ "trusted-proxies": "127.0.0.1" }, told],
  ] as const) {
    const door = await startDoor({ flags });
    const client = door.client();
    const headers = { "x-forwarded-for": told };
    const signedIn = await client.post("/api/v1/session", { email: owner.email, password: owner.password }, { headers });
    expect(signedIn.status, signedIn.text).toBe(201);
    const { keys } = (await client.get("/api/v1/keys", { headers })).json<{ keys: { ip: string; current: boolean }[] }>();
    expect(keys.find((key) => key.current)?.ip).toBe(address);
    const { app, origin, cookie } = await visitApp(door);
    const seen = await exchange(`${origin}/x`, door.port, { headers: { cookie, ...headers } });
    expect(seen.text).toContain(`"X-Forwarded-For","${address}"`);
    await app.close();
  }
});

test("the metrics have an address of their own", async ({ startDoor }) => {
  const port = await findFreePort();
  const door = await startDoor({ flags: { "metrics-address": `127.0.0.1:${port}` } });
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("# TYPE");
  expect((await door.client().get("/metrics")).text).not.toContain("# TYPE");
});

test("SIGTERM and Ctrl-C end the server cleanly within 10 s, with pages open", async ({ startDoor, browser }) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const door = await startDoor();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${door.origin}/sign-in`);
    // By its own clock: after 9 s it would end with another code.
    expect(await door.stop(signal), door.log()).toBe(0);
    await page.context().close();
  }
});

test("a data directory that cannot be written is told in one line", async ({ scratchDir }) => {
  const file = join(scratchDir, "a-file");
  mkdirSync(scratchDir, { recursive: true });
  writeFileSync(file, "");
  const result = await runLatchkey(["serve", "--data-dir", join(file, "inside")]);
  expect(result.exitCode).toBe(2);
  expect(result.stderr.trim().split("\n")).toHaveLength(1);
  expect(result.stderr).toMatch(/--data-dir/);
});

async function readSignInCookie(door: DoorServer): Promise<ReturnType<typeof parseSetCookie>> {
  const answer = await door.client().post("/api/v1/session", { email: owner.email, password: owner.password });
  expect(answer.status, answer.text).toBe(201);
  return parseSetCookie(answer.setCookies[0] ?? "");
}
