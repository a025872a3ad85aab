/**
 * `latchkey agent install`: has the system start the agent from now on. Guards the token: it goes into a file that its owner alone may read, and
 * into no unit, no command line and no message.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { openAgentConfig } from "#agent/config.ts";
import { environment, type Env } from "#server/config.ts";
import { CommandError } from "../command-error.ts";
import { parseFlags, type Asked } from "../flags.ts";
import { writeWhole } from "../write-whole.ts";
import { agentFlags, readToken, requireUrl } from "./asked.ts";
import { type Starter, requireStarter } from "./starter.ts";
import { findName, findTokenFile, listInstalled, requireEntry, requirePlainPath, type InstalledAgent } from "./installed-agent.ts";

export async function install(argv: readonly string[]): Promise<number> {
  const asked = parseFlags(argv, agentFlags);
  const env = environment();
  const starter = requireStarter(env);
  const agent = await describe(asked, env, starter);
  const token = (await readToken(asked, env)) ?? readKept(agent.tokenFile);
  if (token === null)
    throw new CommandError(
      'There is no token: give it in LATCHKEY_TOKEN, or in a file named by LATCHKEY_TOKEN_FILE. "Add a machine" on the door\'s Home makes one.',
      2,
    );
  const file = join(starter.dir, agent.name + starter.ending);
  const done = [write(agent.tokenFile, `${token}\n`, 0o600), write(file, starter.render(agent), 0o644)];
  say(`${file}: ${done[1] ?? ""}`, `${agent.tokenFile}: ${done[0] ?? ""}, and only you can read it`);
  const started = await starter.start(agent.name);
  if (started.is === "refused")
    throw new CommandError(
      `It does not start yet: ${started.why}. The files are there; once that is mended, run this again, or by hand: ${starter.byHand(agent.name)}`,
    );
  if (started.is === "absent") say("Nothing here starts services by itself. Where something does:", `  ${starter.byHand(agent.name)}`);
  else say(`${agent.name} runs, for ${agent.door}. Terminals that were open go on.`, ...starter.advise(agent.name));
  say("After an update of Node, or when Latchkey has moved, run this command again.");
  return 0;
}

async function describe(asked: Asked, env: Env, starter: Starter): Promise<InstalledAgent> {
  const door = requireUrl(asked, env).origin;
  const entry = requireEntry(process.argv[1] ?? "");
  const [config, stateDir] = ["config", "state-dir"].map((name) => {
    const path = asked.value(name);
    return path === undefined ? undefined : requirePlainPath(resolve(path));
  });
  if (config !== undefined && !existsSync(config)) throw new CommandError(`--config: there is no ${config}.`, 2);
  // A mistake in it is said now, and not in a log.
  await openAgentConfig(config ?? "latchkey.yaml");
  return {
    name: findName(door, listInstalled(starter.dir, starter.ending)),
    door,
    program: [
      ...[requirePlainPath(process.execPath), requirePlainPath(entry), "agent", "--url", door],
      ...(config === undefined ? [] : ["--config", config]),
      ...(stateDir === undefined ? [] : ["--state-dir", stateDir]),
    ],
    directory: requirePlainPath(config === undefined ? process.cwd() : dirname(config)),
    tokenFile: requirePlainPath(findTokenFile(door, env)),
  };
}

/** What became of the file, in a word or two. */
function write(path: string, text: string, mode: number): string {
  const before = readKept(path);
  try {
    // Written in any case: it may have been open to others.
    writeWhole(path, text, mode);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CommandError(`${path} cannot be written (${code}). Make ${dirname(path)} yours, and run this again.`);
  }
  if (before === null) return "written";
  return before === text.trim() ? "as it was" : "updated";
}

/** Null when there is nothing to read. */
function readKept(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim() || null;
  } catch {
    return null;
  }
}

function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
