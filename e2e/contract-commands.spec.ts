import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createPerson, expect, signInClient, test as base } from "./fixtures.ts";
import { packageDir, runLatchkey, type CommandResult } from "./models/cli.ts";
import { findFreePort, takesConnections } from "./models/free-port.ts";
import { member, owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { findProcessesNaming } from "./models/processes.ts";
import { deadWithinMs } from "./models/promise.ts";
import { makeScratchDir } from "./models/scratch.ts";

const test = base.extend<{ home: string; run(args: string[], input?: string): Promise<CommandResult> }>({
  /** Home directory of the person at the terminal. */
  home: async ({}, use) => {
    const scratch = makeScratchDir("home");
    await use(scratch.dir);
    scratch.remove();
  },
  run: async ({ home }, use) => {
    await use((args, input) => runLatchkey(args, { env: { HOME: home }, ...(input === undefined ? {} : { input }) }));
  },
});

test("users create, list, suspend, activate and reset-password work on the database under a running door", async ({ door }) => {
  await createPerson(door, member);
  const listed = await door.latchkey(["users", "list"]);
  expect(listed.exitCode).toBe(0);
  for (const text of [owner.email, "owner", member.email, "member"]) expect(listed.stdout).toContain(text);
  const client = await signInClient(door, member);
  const next = "copper-Mullion-8-past-the-fen";
  const reset = await door.latchkey(["users", "reset-password", member.email, "--password-stdin"], `${next}\n`);
  expect(reset.exitCode, reset.stderr).toBe(0);
  await expect.poll(async () => (await client.get("/api/v1/session")).status, { timeout: deadWithinMs }).toBe(401);
  expect(expectProblem(await client.get("/api/v1/session"), 401, "session_revoked").reason).toBe("password_reset");
  await signInClient(door, { ...member, password: next });
});

test("users refuses what the door would refuse, with one line and without a stack", async ({ door }) => {
  const create = (email: string, name: string, password: string) =>
    door.latchkey(["users", "create", "--email", email, "--name", name, "--password-stdin"], `${password}\n`);
  const results = [
    await create(owner.email, "other", member.password),
    await create("other@latchkey.example", owner.name, member.password),
    await create("other@latchkey.example", "Other_Name", member.password),
    await create("other@latchkey.example", "other", "password1"),
    await door.latchkey(["users", "suspend", "nobody@latchkey.example"]),
  ];
  for (const { exitCode, stderr } of results) {
    expect(exitCode).not.toBe(0);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
});

test("login keeps a token of its own, whoami shows it, logout revokes it", async ({ door, home, run }) => {
  const login = await run(["login", "--url", door.origin, "--email", owner.email, "--password-stdin"], `${owner.password}\n`);
  expect(login.exitCode, login.stderr).toBe(0);
  const file = join(home, ".config", "latchkey", "credentials.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const token = /lk_[0-9a-z]{16}_[0-9A-Za-z]{32}/.exec(readFileSync(file, "utf8"))?.[0] ?? "none";
  const whoami = await run(["whoami"]);
  expect(whoami.exitCode, whoami.stderr).toBe(0);
  expect(whoami.stdout).toContain(owner.email);
  for (const { stdout, stderr } of [login, whoami]) expect(stdout + stderr).not.toContain(token);
  const keys = (await (await signInClient(door)).get("/api/v1/keys")).json<{ keys: { kind: string; current: boolean }[] }>().keys;
  expect(keys.filter((key) => !key.current).map((key) => key.kind)).toEqual(["token"]); // the session of the login itself is over

  expect((await run(["logout"])).exitCode).toBe(0);
  expectProblem(await door.client().get("/api/v1/session", { headers: { authorization: `Bearer ${token}` } }), 401);
  expect((await run(["whoami"])).exitCode).not.toBe(0);
});

test("tokens create prints the token alone, list does not show it, revoke ends it", async ({ door, run }) => {
  await run(["login", "--url", door.origin, "--email", owner.email, "--password-stdin"], `${owner.password}\n`);
  const made = await run(["tokens", "create", "--name", "backup", "--lifetime", "12h", "--scopes", "account:read"]);
  expect(made.exitCode, made.stderr).toBe(0);
  expect(made.stdout).toMatch(/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}\n$/);
  const bearer = { headers: { authorization: `Bearer ${made.stdout.trim()}` } };
  expect((await door.client().get("/api/v1/session", bearer)).json()).toMatchObject({ key: { name: "backup", lifetimeSeconds: 43_200 } });
  const listed = await run(["tokens", "list"]);
  expect(listed.stdout).toContain("backup");
  expect(listed.stdout).not.toContain(made.stdout.trim());
  expect((await run(["tokens", "revoke", "backup"])).exitCode).toBe(0);
  expectProblem(await door.client().get("/api/v1/session", bearer), 401);
});

test("a wrong password, a door that is not there and an unknown command end with one line and an exit code", async ({ door, run }) => {
  const wrong = await run(["login", "--url", door.origin, "--email", owner.email, "--password-stdin"], "wrong\n");
  const absent = await run(["login", "--url", "http://127.0.0.1:1", "--email", owner.email, "--password-stdin"], "wrong\n");
  const unknown = await run(["sevre"]);
  expect([wrong.exitCode, absent.exitCode, unknown.exitCode]).toEqual([1, 1, 2]);
  for (const { stderr } of [wrong, absent, unknown]) {
    expect(stderr.trim()).not.toBe("");
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});

test("doctor finds a running door well, and a wrong setting is told with its cure", async ({ door }) => {
  const well = await door.latchkey(["doctor", "--http-address", `127.0.0.1:${door.port}`]);
  expect(well.exitCode, well.stdout + well.stderr).toBe(0);
  const ill = await door.latchkey(["doctor", "--http-address", `127.0.0.1:${door.port}`, "--access-url", "http://elsewhere.invalid:1"]);
  expect(ill.exitCode).toBe(1);
  expect(ill.stdout).toMatch(/elsewhere\.invalid/);
});

test("--help and --version answer for every command", async ({ run }) => {
  for (const args of [
    ["--help"],
    ["--version"],
    ...["serve", "users", "tokens", "login", "logout", "whoami", "doctor"].map((name) => [name, "--help"]),
  ]) {
    const { exitCode, stdout } = await run(args);
    expect(exitCode, args.join(" ")).toBe(0);
    expect(stdout.trim()).not.toBe("");
  }
});

test("SIGTERM to npx closes the door behind it, and leaves nothing listening", async ({ home }) => {
  const port = await findFreePort();
  const address = `127.0.0.1:${port}`;
  const at = ["--http-address", address, "--access-url", `http://latchkey.localhost:${port}`];
  const npx = spawn("npx", ["--no-install", "latchkey", "serve", ...at], {
    cwd: packageDir,
    env: { ...process.env, HOME: home },
    stdio: "pipe",
  });
  let output = "";
  for (const stream of [npx.stdout, npx.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  await expect.poll(() => output, { timeout: 60_000 }).toContain("open at");
  expect(await takesConnections(port)).toBe(true);
  npx.kill("SIGTERM");
  await expect.poll(() => takesConnections(port), { timeout: 30_000 }).toBe(false);
  // Until the last of them has gone: npx writes its log into the home directory to the end.
  await expect.poll(() => findProcessesNaming(address), { timeout: 30_000 }).toEqual([]);
});
