/** What runs in a terminal: the person's own shell as at a login, in an environment that has nothing of Latchkey's. */
import { statSync } from "node:fs";
import { homedir, platform, userInfo } from "node:os";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Program {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** What a person asked for may be missing: the shell of the account, the home directory. Throws an Error with one sentence. */
export function findProgram({ command, cwd, shell }: { command?: string; cwd?: string; shell?: string }, env: Environment): Program {
  const file = shell ?? findShell(env);
  const where = requireDirectory(cwd);
  // A login shell: an agent that the system started knows nothing of the person's PATH.
  const login = platform() === "win32" ? [] : ["-l"];
  return {
    file,
    args: command === undefined ? login : [...login, platform() === "win32" ? "/c" : "-c", command],
    cwd: where,
    env: cleanEnvironment(env),
  };
}

function findShell(env: Environment): string {
  if (platform() === "win32") return env["COMSPEC"] ?? "cmd.exe";
  for (const shell of [userInfo().shell, env["SHELL"]]) if (shell && !/\/(nologin|false)$/.test(shell)) return shell;
  return "/bin/sh";
}

function requireDirectory(given: string | undefined): string {
  const path = given === undefined ? homedir() : given.replace(/^~(?=\/|$)/, homedir());
  try {
    if (statSync(path).isDirectory()) return path;
  } catch {
    // said below
  }
  if (given === undefined) return "/";
  throw new Error(`There is no directory ${JSON.stringify(given.slice(0, 200))} on this machine.`);
}

/** Settings of Latchkey, of npm and of Node that were made for the process this is a child of, and are nobody else's. */
const ours =
  /^(latchkey_|npm_|node_(env|options|channel_fd|unique_id)$|init_cwd$|next_|__next|port$|hostname$|invocation_id$|journal_stream$|notify_socket$)/i;

function cleanEnvironment(env: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !ours.test(name)) kept[name] = value;
  delete kept["TMUX"];
  delete kept["STY"];
  const hasLocale = kept["LC_ALL"] ?? kept["LC_CTYPE"] ?? kept["LANG"];
  return { ...kept, ...(!hasLocale && { LANG: "C.UTF-8" }), TERM: "xterm-256color", COLORTERM: "truecolor", TERM_PROGRAM: "latchkey" };
}
