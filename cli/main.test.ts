import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { collect, environmentOf, useCommandLine } from "./testing/command-line.ts";
import { verbs } from "./verbs.ts";

const line = useCommandLine();

describe("latchkey", () => {
  it("says its version", async () => {
    expect(await line.run(["--version"])).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^latchkey \d+\.\d+\.\d+\n$/), stderr: "" });
  });

  it("lists every command in its help, and asks for one when there is none", async () => {
    const help = await line.run(["--help"]);
    expect(help.exitCode).toBe(0);
    for (const { name, summary, isHidden } of verbs) {
      if (isHidden) expect(help.stdout).not.toContain(name);
      else expect(help.stdout).toMatch(new RegExp(`^ {2}${name} +${summary}$`, "m"));
    }
    expect(await line.run([])).toMatchObject({ exitCode: 2, stdout: help.stdout });
  });

  it.concurrent.each(verbs.map(({ name }) => name))("explains %s by --help, without doing it", async (name) => {
    const outcome = await line.run([name, "--help"]);
    expect(outcome).toEqual({ exitCode: 0, stdout: expect.stringMatching(new RegExp(`^Usage: latchkey ${name}`)), stderr: "" });
  });

  it("takes -h and help for --help", async () => {
    const [long, short, word] = await Promise.all(
      [
        ["whoami", "--help"],
        ["whoami", "-h"],
        ["help", "whoami"],
      ].map((args) => line.run(args)),
    );
    expect([short, word]).toEqual([long, long]);
  });

  it.concurrent.each<[args: string[], said: RegExp]>([
    [["srve"], /^latchkey: There is no command "srve"\. Did you mean "latchkey serve"\?\n$/],
    [["gateway"], /^latchkey: There is no command "gateway"\. .*--help.*\n$/],
    [["--http-address"], /^latchkey: There is no command "--http-address"\..*--help.*\n$/],
    [["serve", "--acces-url", "x"], /^latchkey: --acces-url .*did you mean --access-url\?\n$/],
    [["serve", "--http-address", "0.0.0.0:0"], /^latchkey: --access-url is required when listening beyond loopback.*\n$/],
    [["users"], /^latchkey: .*create\|list\|suspend\|activate\|reset-password\.\n$/],
    [["users", "list", "--jsn"], /^latchkey: --jsn .*did you mean --json\?\n$/],
    [["users", "list", "everybody"], /^latchkey: "everybody" is not expected here.*\n$/],
    [["tokens", "destroy"], /^latchkey: .*create\|list\|revoke\.\n$/],
    [["whoami", "--url"], /^latchkey: --url needs a value.*\n$/],
    [["whoami", "--json=maybe"], /^latchkey: --json takes no value\.\n$/],
  ])("answers %j in one line, with exit code 2", async (args, said) => {
    expect(await line.run(args)).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringMatching(said) });
  });

  it.concurrent.each(["serve", "users list", "login", "whoami"])("refuses a mistyped variable before %s", async (command) => {
    const outcome = await line.run(command.split(" "), { env: { LATCHKEY_DATABSE_URL: "file:elsewhere.db" } });
    expect(outcome).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/LATCHKEY_DATABSE_URL .*did you mean LATCHKEY_DATABASE_URL\?/),
    });
  });

  it("ends quietly when nobody reads its output any more", async () => {
    const child = spawn("sh", ["-c", '"$0" "$1" serve --help | true', process.execPath, line.program], {
      env: environmentOf({ HOME: line.home }),
    });
    expect(await collect(child)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });
});
