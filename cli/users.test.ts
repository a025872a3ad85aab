import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collect, environmentOf, useCommandLine } from "./testing/command-line.ts";

const line = useCommandLine();
const strong = "correct horse river stapler 99";
const dataDir = () => join(line.home, ".local", "share", "latchkey");
const create = (email: string, name: string, ...more: string[]) =>
  line.run(["users", "create", "--email", email, "--name", name, "--password-stdin", ...more], { stdin: `${strong}\n` });
const list = async () => JSON.parse((await line.run(["users", "list", "--json"])).stdout) as Record<string, unknown>[];

describe("latchkey users", () => {
  it("says so when nobody is here", async () => {
    const { exitCode, stdout } = await line.run(["users", "list"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining("Nobody is here yet") });
  });

  it("makes the first person the owner, and will not make them anything less", async () => {
    expect(await create("ada@example.com", "ada", "--role", "member")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the first person is the owner"),
    });
    expect(await create("Ada@Example.com", "ada")).toMatchObject({ exitCode: 0, stdout: "ada (ada@example.com) is here, as owner.\n" });
  });

  it("makes later ones members unless told otherwise", async () => {
    expect(await create("bob@example.com", "bob")).toMatchObject({ exitCode: 0, stdout: "bob (bob@example.com) is here, as member.\n" });
    expect(await create("cyd@example.com", "cyd", "--role", "admin")).toMatchObject({ exitCode: 0 });
    expect((await list()).map(({ name, role, state }) => [name, role, state]).sort()).toEqual([
      ["ada", "owner", "active"],
      ["bob", "member", "active"],
      ["cyd", "admin", "active"],
    ]);
  });

  it("lists people without what would open the door", async () => {
    const [first] = await list();
    expect(Object.keys(first ?? {}).sort()).toEqual(["createdAt", "email", "id", "name", "role", "state", "suspendedAt"]);
    expect((await line.run(["users", "list"])).stdout).toMatch(
      /^NAME +E-MAIL +ROLE +STATE +SINCE\nada +ada@example\.com +owner +active +\d{4}-/,
    );
  });

  it("keeps database and journal for their owner alone, in whatever directory", async () => {
    expect(statSync(dataDir()).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(dataDir())) expect([file, statSync(join(dataDir(), file)).mode & 0o077]).toEqual([file, 0]);
  });

  it("suspends and activates by e-mail or name", async () => {
    expect(await line.run(["users", "suspend", "bob@example.com"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("bob (bob@example.com) is suspended"),
    });
    expect((await list()).find(({ name }) => name === "bob")).toMatchObject({ state: "suspended", suspendedAt: expect.any(String) });
    expect(await line.run(["users", "activate", "bob"])).toMatchObject({ exitCode: 0 });
    expect((await list()).find(({ name }) => name === "bob")).toMatchObject({ state: "active" });
  });

  it("resets a password, its first line of stdin", async () => {
    const reset = (stdin: string) => line.run(["users", "reset-password", "--email", "bob@example.com", "--password-stdin"], { stdin });
    expect(await reset("another River 7 stapled\r\nand no more")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("has a new password"),
    });
    expect(await reset("")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--password-stdin found nothing") });
  });

  it.each<[what: string, args: string[], stdin: string, exitCode: number, said: RegExp]>([
    ["a weak password", ["create", "--email", "d@example.com", "--name", "dee", "--password-stdin"], "password\n", 1, /Too easy to guess/],
    ["a taken e-mail", ["create", "--email", "ADA@example.com", "--name", "dee", "--password-stdin"], strong, 1, /e-mail is taken/],
    ["a taken name", ["create", "--email", "d@example.com", "--name", "ada", "--password-stdin"], strong, 1, /name is taken/],
    ["an impossible e-mail", ["create", "--email", "a@b@c", "--name", "dee", "--password-stdin"], strong, 2, /not an e-mail/],
    [
      "an unknown role",
      ["create", "--email", "d@example.com", "--name", "dee", "--role", "king", "--password-stdin"],
      strong,
      2,
      /owner, admin or member/,
    ],
    ["an unknown person", ["suspend", "nobody@example.com"], "", 1, /Nobody here has the e-mail/],
    ["nobody at all", ["suspend"], "", 2, /Say who/],
    ["a password that nobody can be asked for", ["create", "--email", "d@example.com", "--name", "dee"], "", 2, /--password-stdin/],
    ["a database that is none", ["list", "--database-url", "mysql://root:hunter2@db"], "", 2, /^latchkey: --database-url /],
    ["a folder as database", ["list", "--database-url", "file:/"], "", 1, /^latchkey: \/ /],
  ])("refuses %s in one line", async (_what, args, stdin, exitCode, said) => {
    const outcome = await line.run(["users", ...args], { stdin });
    expect(outcome).toEqual({ exitCode, stdout: "", stderr: expect.stringMatching(said) });
    expect(outcome.stderr).toMatch(/^[^\n]+\n$/);
    expect(outcome.stderr).not.toContain("hunter2");
  });

  it("works on the database it is given", async () => {
    const elsewhere = join(line.home, "elsewhere");
    expect((await line.run(["users", "list", "--data-dir", elsewhere])).stdout).toContain("Nobody is here yet");
    expect(existsSync(join(elsewhere, "latchkey.db"))).toBe(true);
    const env = { LATCHKEY_DATABASE_URL_FILE: join(line.home, "url") };
    writeFileSync(env.LATCHKEY_DATABASE_URL_FILE, `file:${join(dataDir(), "latchkey.db")}\n`);
    expect((await line.run(["users", "list"], { env })).stdout).toContain("ada@example.com");
  });
});

/** util-linux's `script` gives a program a terminal. */
const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

describe.skipIf(!hasTerminal)("at a terminal, latchkey users", () => {
  const atTerminal = (args: string) =>
    spawn("script", ["-qec", `'${process.execPath}' '${line.program}' ${args}`, "/dev/null"], {
      env: environmentOf({ HOME: line.home, PATH: "/usr/bin:/bin" }),
    });
  const answering = (args: string, answers: [question: string, answer: string][]) => {
    const child = atTerminal(args);
    let seen = "";
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      const [next] = answers;
      if (!next || !seen.includes(next[0])) return;
      seen = "";
      answers.shift();
      child.stdin.write(next[1]);
    });
    return collect(child);
  };

  it("asks for a new password twice, without showing it", async () => {
    const { exitCode, stdout } = await answering("users reset-password ada", [
      ["New password: ", "a lamp of Nine rivers 31\r"],
      ["Once more: ", "a lamp of Nine rivers 31\r"],
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("has a new password");
    expect(stdout).not.toContain("lamp");
  });

  it("changes nothing when the two differ", async () => {
    const { exitCode, stdout } = await answering("users reset-password ada", [
      ["New password: ", "a lamp of Nine rivers 31\r"],
      ["Once more: ", "a lamp of Nine rivers 32\r"],
    ]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("The two passwords differ");
  });

  it("ends at Ctrl-C, with nothing but a new line", async () => {
    const { exitCode, stdout } = await answering("users reset-password ada", [["New password: ", "\u0003"]]);
    expect(exitCode).toBe(130);
    expect(stdout.trim()).toBe("New password:");
  });
});
