/** Every command, with the one file that does it. A file is loaded when its command runs, so that `--help` is quick. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** For Latchkey itself: not in the overview. */
  readonly isHidden?: true;
  load(): Promise<VerbFile>;
}

export interface VerbFile {
  help(): string;
  /** `argv`: what follows the command. Resolves with the exit code; throws CommandError, ConfigError or AppError. */
  run(argv: readonly string[]): Promise<number>;
}

export const verbs: readonly Verb[] = [
  { name: "serve", summary: "run the door", load: () => import("./serve.ts") },
  { name: "proxy", summary: "run a gateway of a door in another region", load: () => import("./proxy.ts") },
  { name: "users", summary: "people: create, list, suspend, activate, reset a password", load: () => import("./users.ts") },
  { name: "login", summary: "sign in on this machine and keep a token", load: () => import("./login.ts") },
  { name: "logout", summary: "revoke that token and forget it", load: () => import("./logout.ts") },
  { name: "whoami", summary: "who this machine is signed in as", load: () => import("./whoami.ts") },
  { name: "tokens", summary: "keys for programs: create, list, revoke", load: () => import("./tokens.ts") },
  { name: "agent", summary: "make this machine a workspace of a door", load: () => import("./agent.ts") },
  { name: "doctor", summary: "check configuration, database, URLs, cookies, proxies, WebSockets", load: () => import("./doctor.ts") },
  {
    name: "terminal-host",
    summary: "hold the terminals of this machine (started by serve and agent)",
    isHidden: true,
    load: () => import("./terminal-host.ts"),
  },
];

export function findVerb(name: string): Verb | null {
  return verbs.find((verb) => verb.name === name) ?? null;
}
