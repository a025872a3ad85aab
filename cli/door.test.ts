import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useCommandLine } from "./testing/command-line.ts";
import { openStandIn, password, person, type StandIn } from "./testing/stand-in-door.ts";

const line = useCommandLine();
let door: StandIn;

beforeAll(async () => {
  door = await openStandIn();
});
afterAll(() => door.close());
beforeEach(() => door.requests.splice(0));

const credentialsFile = () => join(line.home, ".config", "latchkey", "credentials.json");
const login = (args: string[] = [], stdin = `${password}\n`) =>
  line.run(["login", "--url", door.origin, "--email", person.email, "--password-stdin", ...args], { stdin });

describe("before latchkey login", () => {
  it.each(["whoami", "tokens list", "logout"])("%s says how to sign in", async (command) => {
    const args = [...command.split(" "), "--url", door.origin];
    expect(await line.run(args)).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `latchkey: Not signed in at ${door.origin}. Run: latchkey login --url ${door.origin}\n`,
    });
  });

  it("asks which door", async () => {
    expect(await line.run(["whoami"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Give --url") });
  });

  it("keeps nothing when the password is wrong", async () => {
    expect(await login([], "wrong\n")).toEqual({ exitCode: 1, stdout: "", stderr: "latchkey: It is invalid_credentials.\n" });
    expect(() => statSync(credentialsFile())).toThrow("ENOENT");
  });
});

describe("latchkey login", () => {
  it("signs in like a page, makes a token, and leaves no session behind", async () => {
    const { exitCode, stdout } = await login();
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Signed in at http:\/\/latchkey\.localhost:\d+ as ada \(ada@example\.com\) until 2027-/),
    });
    expect(door.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/v1/session",
      "POST /api/v1/keys",
      "DELETE /api/v1/session",
    ]);
    for (const { headers } of door.requests) expect(headers.origin).toBe(door.origin);
    expect(door.sessions.size).toBe(0);
    expect(door.tokens.size).toBe(1);
  });

  it("keeps the token for this user's eyes alone, and shows it nowhere", async () => {
    expect(statSync(credentialsFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(credentialsFile(), "..")).mode & 0o777).toBe(0o700);
    const [token] = [...door.tokens.values()].map((key) => key.token);
    expect(readFileSync(credentialsFile(), "utf8")).toContain(token);
    const said = await Promise.all([line.run(["whoami"]), line.run(["whoami", "--json"]), line.run(["tokens", "list", "--json"])]);
    for (const { exitCode, stdout, stderr } of said) {
      expect(exitCode).toBe(0);
      expect(stdout + stderr).not.toContain(token);
    }
  });

  it("done again, revokes the token that it replaces", async () => {
    const [before] = door.tokens.keys();
    expect(await login()).toMatchObject({ exitCode: 0 });
    expect(door.tokens.size).toBe(1);
    expect(door.tokens.has(before ?? "")).toBe(false);
  });
});

describe("signed in", () => {
  it("whoami tells who, where and until when", async () => {
    const { stdout } = await line.run(["whoami"]);
    expect(stdout).toMatch(
      /^ada \(ada@example\.com\), owner at http:\/\/latchkey\.localhost:\d+, with the key "Command line on .*" until 2027-/,
    );
    expect(JSON.parse((await line.run(["whoami", "--json"])).stdout)).toMatchObject({ url: door.origin, user: { name: "ada" } });
  });

  it("tokens create prints the token alone on stdout", async () => {
    const { exitCode, stdout, stderr } = await line.run([
      "tokens",
      "create",
      "--name",
      "backup",
      "--lifetime",
      "12h",
      "--scopes",
      "keys:read, workspaces:read",
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}\n$/);
    expect(stderr).toMatch(/^Token [0-9a-z]{16} for keys:read, workspaces:read, until /);
    expect(JSON.parse(door.requests.at(-1)?.body ?? "")).toEqual({
      name: "backup",
      lifetime: "12h",
      scopes: ["keys:read", "workspaces:read"],
    });
  });

  it("tokens list shows tokens, not sessions, and marks its own", async () => {
    const { stdout } = await line.run(["tokens", "list"]);
    expect(stdout).toMatch(/^ID +NAME +SCOPES +CREATED +LAST USED +EXPIRES\n/);
    expect(stdout).toMatch(/^[0-9a-z]{16} +backup +keys:read,workspaces:read +2026-/m);
    expect(stdout).toMatch(/^[0-9a-z]{16} +Command line on .* \(this one\) +all /m);
    expect(stdout).not.toContain("Chromium");
  });

  it("tokens list obeys nothing that is written in a name", async () => {
    door.tokens.set("eeeeeeeeeeeeeeee", { name: "x\u001b[2J\u202e\ny", token: "", scopes: [] });
    const { stdout } = await line.run(["tokens", "list"]);
    door.tokens.delete("eeeeeeeeeeeeeeee");
    expect(stdout).toMatch(/^eeeeeeeeeeeeeeee {2}x \[2J y /m);
  });

  it("tokens revoke takes an id or a name that only one has", async () => {
    await line.run(["tokens", "create", "twin"]);
    await line.run(["tokens", "create", "twin"]);
    expect(await line.run(["tokens", "revoke", "twin"])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("2 tokens are called"),
    });
    const [id] = [...door.tokens].find(([, { name }]) => name === "twin") ?? [];
    expect(await line.run(["tokens", "revoke", id ?? ""])).toMatchObject({ exitCode: 0 });
    expect(await line.run(["tokens", "revoke", "twin"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("(twin) is revoked"),
    });
    expect(await line.run(["tokens", "revoke", "twin"])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('There is no token "twin"'),
    });
  });

  it("takes a token from LATCHKEY_TOKEN before the kept one", async () => {
    const token = `lk_${"a".repeat(16)}_${"b".repeat(32)}`;
    door.tokens.set("a".repeat(16), { name: "of the variable", token, scopes: ["all"] });
    const env = { LATCHKEY_TOKEN: token, LATCHKEY_URL: `${door.origin}/` };
    expect((await line.run(["whoami"], { env })).stdout).toContain('"of the variable"');
    expect(await line.run(["logout"], { env })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("LATCHKEY_TOKEN") });
    expect(await line.run(["whoami"], { env: { ...env, LATCHKEY_TOKEN: "hunter2" } })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.not.stringContaining("hunter2"),
    });
  });

  it("never sends the kept token to another origin", async () => {
    const other = await openStandIn();
    try {
      expect(await line.run(["whoami", "--url", other.origin])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("Not signed in at"),
      });
      expect(other.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it("says so when the session was ended at the door, in one line", async () => {
    const kept = new Map(door.tokens);
    door.tokens.clear();
    expect(await line.run(["whoami"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `latchkey: It is session_revoked. Run: latchkey login --url ${door.origin}\n`,
    });
    for (const [id, key] of kept) door.tokens.set(id, key);
  });

  it.each([
    ["http://latchkey.localhost:1", 1, /^latchkey: Nothing listens at latchkey\.localhost:1; is the door running/],
    ["http://nowhere.invalid", 1, /^latchkey: The name nowhere\.invalid (does not resolve|cannot be resolved)/],
    ["ftp://x", 2, /^latchkey: --url is not a door's URL/],
    ["https://me:hunter2@door.example.com", 2, /^latchkey: --url is not a door's URL/],
  ])("tells in one line why %s is not reached", async (url, exitCode, said) => {
    const env = { LATCHKEY_TOKEN: `lk_${"a".repeat(16)}_${"b".repeat(32)}` };
    expect(await line.run(["whoami", "--url", url], { env })).toEqual({ exitCode, stdout: "", stderr: expect.stringMatching(said) });
  });
});

describe("latchkey logout", () => {
  it("keeps a token that it could not revoke", async () => {
    const env = { LATCHKEY_URL: "http://latchkey.localhost:1" };
    const file = JSON.parse(readFileSync(credentialsFile(), "utf8")) as { doors: Record<string, unknown> };
    writeFileSync(
      credentialsFile(),
      JSON.stringify({ ...file, doors: { ...file.doors, [env.LATCHKEY_URL]: Object.values(file.doors)[0] } }),
    );
    expect(await line.run(["logout"], { env })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("The token is kept; latchkey logout --local"),
    });
    expect(await line.run(["logout", "--local"], { env })).toMatchObject({ exitCode: 0 });
    expect(Object.keys((JSON.parse(readFileSync(credentialsFile(), "utf8")) as typeof file).doors)).toEqual([door.origin]);
  });

  it("revokes the token and forgets it", async () => {
    const { keyId } = (JSON.parse(readFileSync(credentialsFile(), "utf8")) as { doors: Record<string, { keyId: string }> }).doors[
      door.origin
    ] ?? { keyId: "" };
    expect(await line.run(["logout"])).toEqual({ exitCode: 0, stdout: `Signed out at ${door.origin}.\n`, stderr: "" });
    expect(door.tokens.has(keyId)).toBe(false);
    expect(await line.run(["whoami", "--url", door.origin])).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ["others can read", "{}", 0o644, /Others can read .*chmod 600/],
    ["is damaged", "{", 0o600, /is damaged; delete it/],
  ])("stops at a credentials file that %s", async (_what, text, mode, said) => {
    const config = join(line.home, `config-${mode}`);
    mkdirSync(join(config, "latchkey"), { recursive: true });
    writeFileSync(join(config, "latchkey", "credentials.json"), text, { mode });
    expect(await line.run(["whoami", "--url", door.origin], { env: { XDG_CONFIG_HOME: config } })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(said),
    });
  });
});
