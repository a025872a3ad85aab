/** The agent's installation as a person does it: the bundle, in a home of its own. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collect, environmentOf, useCommandLine } from "../testing/command-line.ts";

const line = useCommandLine();
const token = `lk_${"a".repeat(16)}_${"B".repeat(32)}`;
const url = "https://door.example.com";
let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), `latchkey 100% "agent" `));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const units = () => join(home, ".config", "systemd", "user");
const unit = (name = "latchkey-agent") => join(units(), `${name}.service`);
const tokenFile = (host = "door.example.com") => join(home, ".config", "latchkey", `agent-${host}.token`);
/** Without a PATH to systemctl: nothing is started, whatever the machine has. */
const agent = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  line.run(["agent", ...args], { env: { HOME: home, PATH: "/nowhere", ...env } });
const install = (env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) =>
  agent(["install", "--url", url, ...args], { LATCHKEY_TOKEN: token, ...env });

test("installed, the unit names the program and the token's file, and the token is in that file alone, for its owner", async () => {
  const { exitCode, stdout, stderr } = await install();
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`${unit()}: written`);
  expect(stdout).toContain("systemctl --user daemon-reload && systemctl --user enable --now latchkey-agent");
  const text = readFileSync(unit(), "utf8");
  expect(text).toContain(`"agent" "--url" "${url}"`);
  expect(text).toContain(`WorkingDirectory=${line.home}`);
  expect(readFileSync(tokenFile(), "utf8")).toBe(`${token}\n`);
  expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(tokenFile())).mode & 0o777).toBe(0o700);
  expect(text + stdout).not.toContain(token);
});

test("systemd finds nothing wrong with the unit, in a home whose name has a space, a quote and a per cent sign", async () => {
  await install();
  if (!process.env["PATH"]?.split(delimiter).some((dir) => existsSync(join(dir, "systemd-analyze")))) return;
  const runtime = join(home, "run");
  mkdirSync(runtime, { mode: 0o700 });
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: runtime };
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--user", unit()], { env, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

test("what was installed starts: its command, read as systemd reads it, is an agent that finds its token", async () => {
  await install();
  const text = readFileSync(unit(), "utf8");
  const [, ...args] = [...(/^ExecStart=(.*)$/m.exec(text)?.[1]?.matchAll(/"((?:\\.|[^"])*)"/g) ?? [])].map(([, word = ""]) => plain(word));
  const [name = "", value = ""] = plain(/^Environment="(.*)"$/m.exec(text)?.[1] ?? "").split("=");
  expect(args[0]).toBe(line.program);
  // No door is there, and so it dials: a token that it had not found would have ended it before.
  const child = spawn(process.execPath, [...args.slice(0, 3), "http://127.0.0.1:1"], { env: environmentOf({ HOME: home, [name]: value }) });
  child.stdout.once("data", () => child.kill());
  expect((await collect(child)).stdout).toContain("The door does not answer (ECONNREFUSED)");
});

test("run again it says what is as it was, keeps the token it has, and takes a new one", async () => {
  await install();
  const again = await agent(["install", "--url", url]);
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toMatch(/\.service: as it was\n.*\.token: as it was/);
  const other = token.replace("B", "C");
  chmodSync(tokenFile(), 0o644);
  writeFileSync(join(line.home, "latchkey.yaml"), "ports: {}\n");
  const changed = await install({ LATCHKEY_TOKEN: other }, ["--config", "latchkey.yaml"]);
  expect(changed.stdout).toMatch(/\.service: updated\n.*\.token: updated/);
  expect(readFileSync(unit(), "utf8")).toContain(`"--config" "${join(line.home, "latchkey.yaml")}"`);
  expect([readFileSync(tokenFile(), "utf8"), statSync(tokenFile()).mode & 0o777]).toEqual([`${other}\n`, 0o600]);
  expect(readdirSync(units())).toEqual(["latchkey-agent.service"]);
});

test("an agent of another door has a name of its own, and uninstall asks which is meant", async () => {
  await install();
  const second = ["--url", "http://second.example.com:8443"];
  expect((await agent(["install", ...second], { LATCHKEY_TOKEN: token })).exitCode).toBe(0);
  expect(readdirSync(units()).sort()).toEqual(["latchkey-agent-second.example.com_8443.service", "latchkey-agent.service"]);
  const unclear = await agent(["uninstall"]);
  expect([unclear.exitCode, unclear.stderr]).toEqual([
    2,
    expect.stringContaining("latchkey agent uninstall --url http://second.example.com:8443"),
  ]);
  const { exitCode, stdout } = await agent(["uninstall", ...second]);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`${tokenFile("second.example.com_8443")}: removed`)]);
  expect(readdirSync(units())).toEqual(["latchkey-agent.service"]);
  expect((await agent(["uninstall"])).stdout).toContain(`${unit()}: removed`);
  expect([readdirSync(units()), existsSync(tokenFile())]).toEqual([[], false]);
  const nothing = await agent(["uninstall"]);
  expect([nothing.exitCode, nothing.stdout]).toEqual([0, "No agent is installed here.\n"]);
});

test("XDG_CONFIG_HOME is where it all goes", async () => {
  const config = join(home, "elsewhere");
  await install({ XDG_CONFIG_HOME: config });
  expect(existsSync(join(config, "systemd", "user", "latchkey-agent.service"))).toBe(true);
  expect(existsSync(join(config, "latchkey", "agent-door.example.com.token"))).toBe(true);
  expect(existsSync(join(home, ".config"))).toBe(false);
});

test("what it needs and cannot have is said in one line, and nothing is written", async () => {
  const refused = async (words: string, outcome: Promise<{ exitCode: number | null; stderr: string }>) => {
    const { exitCode, stderr } = await outcome;
    expect([exitCode, stderr]).toEqual([expect.any(Number), expect.stringContaining(words)]);
    expect(exitCode).toBeGreaterThan(0);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  };
  await refused("There is no token", agent(["install", "--url", url]));
  await refused("--token is no token", agent(["install", "--url", url, "--token", "hunter2"]));
  await refused("--url is missing", agent(["install"], { LATCHKEY_TOKEN: token }));
  await refused("--config: there is no", install({}, ["--config", "nowhere.yaml"]));
  const broken = join(home, "broken.yaml");
  writeFileSync(broken, "ports:\n  allow: [http]\n");
  await refused("ports.allow", install({}, ["--config", broken]));
  await refused("a character in it that a service cannot have", install({}, ["--state-dir", join(home, "two\nlines")]));
  expect(existsSync(join(home, ".config"))).toBe(false);
  // A file where the folder would be: refused for everybody, an administrator too.
  mkdirSync(join(home, ".config", "systemd"), { recursive: true });
  writeFileSync(units(), "");
  await refused("cannot be written", install());
});

test("from a cache that may be cleaned it refuses to install itself", async () => {
  const cache = join(home, ".npm", "_npx", "0123456789abcdef", "node_modules");
  cpSync(dirname(line.program), join(cache, "latchkey", "dist"), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules", "zod"), join(cache, "zod"));
  symlinkSync(join(process.cwd(), "node_modules", "yaml"), join(cache, "yaml"));
  const program = join(cache, "latchkey", "dist", "latchkey.js");
  const env = environmentOf({ HOME: home, LATCHKEY_TOKEN: token });
  const { status, stderr } = spawnSync(process.execPath, [program, "agent", "install", "--url", url], { env, encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringContaining("runs from a cache here")]);
  expect(existsSync(join(home, ".config"))).toBe(false);
});

/** A word of a unit as systemd reads it. */
function plain(word: string): string {
  return word.replace(/\\(.)/g, "$1").replaceAll("%%", "%").replaceAll("$$", "$");
}
