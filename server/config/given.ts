/**
 * What was given, as text: flags first, then the environment. Nothing that looks like ours is overlooked: a flag or a LATCHKEY_
 * variable that no setting answers to is refused, so that a typo cannot silently mean the default.
 */
import { readFileSync } from "node:fs";
import { ConfigError, quote } from "./error.ts";
import { nearest } from "./nearest.ts";
import { proxySettings, settings, variableOf, type Setting, type SettingName } from "./settings.ts";

export type Env = Readonly<Record<string, string | undefined>>;

export interface GivenText {
  text: string;
  /** What the person would change: `--access-url`, or `LATCHKEY_ACCESS_URL (--access-url)`. */
  from: string;
}

export type Given = Partial<Record<SettingName, GivenText>>;

const all: readonly (Setting & { name: SettingName })[] = [...settings, ...proxySettings];
const byName = new Map(all.map((setting) => [setting.name as string, setting]));

/** Variables of ours that are no setting of `serve`: the command line's own, see cli/. */
const clientVariables = ["LATCHKEY_URL", "LATCHKEY_TOKEN"];

/** What Kubernetes puts into every pod of a namespace that has a Service named `latchkey`. */
const serviceVariable = /^LATCHKEY_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

/** The environment of this process, for those who hand it on. Nobody else reads it. */
export function environment(): NodeJS.ProcessEnv {
  return process.env;
}

/** Flags and environment, flags first; of `serve`, unless `only` names others. Throws ConfigError for whatever is unknown, empty, incomplete or given twice. */
export function gather({ argv, env, only }: { argv: readonly string[]; env: Env; only?: readonly SettingName[] }): Given {
  refuseUnknownVariables(env);
  const names = only ?? settings.map(({ name }) => name);
  const flags = readFlags(argv, names);
  const given: Given = {};
  for (const name of names) {
    const found = flags[name] ?? readVariable(name, env);
    if (!found) continue;
    if (found.text.trim() === "") throw new ConfigError(found.from, "is empty; give it a value or leave it out.");
    given[name] = found;
  }
  return given;
}

/** Throws ConfigError for a variable LATCHKEY_* that nothing of ours reads. */
export function refuseUnknownVariables(env: Env): void {
  const known = new Set([
    ...clientVariables,
    ...all.flatMap(({ name, secret }) => (secret ? [variableOf(name), `${variableOf(name)}_FILE`] : [variableOf(name)])),
  ]);
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("LATCHKEY_") || value === undefined || known.has(name) || serviceVariable.test(name)) continue;
    if (name === "LATCHKEY_PORT" && /^(tcp|udp|sctp):\/\//.test(value)) continue;
    const meant = name === "LATCHKEY_PORT" ? "LATCHKEY_HTTP_ADDRESS" : nearest(name, known);
    throw new ConfigError(
      name,
      meant
        ? `is no variable of Latchkey; did you mean ${meant}?`
        : "is no variable of Latchkey; remove it (latchkey serve --help lists all).",
    );
  }
}

function readFlags(argv: readonly string[], names: readonly SettingName[]): Given {
  const given: Given = {};
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (!argument.startsWith("-")) throw new ConfigError(quote(argument), "is not expected here; settings are given as --name value.");
    const { flag, text } = splitFlag(argument);
    const setting = byName.get(flag.slice(2));
    if (!flag.startsWith("--") || !setting || !names.includes(setting.name)) {
      const meant = nearest(
        flag,
        names.map((name) => `--${name}`),
      );
      throw new ConfigError(
        flag,
        meant ? `is no flag of this command; did you mean ${meant}?` : "is no flag of this command; --help lists all.",
      );
    }
    const value = text ?? takeValue(setting, flag, rest);
    const earlier = given[setting.name];
    if (earlier && earlier.text !== value) throw new ConfigError(flag, "is given twice with different values; give it once.");
    given[setting.name] = { text: value, from: flag };
  }
  return given;
}

function splitFlag(argument: string): { flag: string; text: string | null } {
  const equals = argument.indexOf("=");
  return equals < 0 ? { flag: argument, text: null } : { flag: argument.slice(0, equals), text: argument.slice(equals + 1) };
}

function takeValue(setting: Setting, flag: string, rest: string[]): string {
  const next = rest[0];
  if (setting.value === null) {
    if (next !== "true" && next !== "false") return "true";
  } else if (next === undefined || next.startsWith("--")) {
    throw new ConfigError(flag, `needs a value: ${flag} <${setting.value}>.`);
  }
  return rest.shift() ?? "";
}

function readVariable(name: SettingName, env: Env): GivenText | null {
  const variable = variableOf(name);
  const text = env[variable];
  const label = (source: string) => `${source} (--${name})`;
  const file = byName.get(name)?.secret ? env[`${variable}_FILE`] : undefined;
  if (text !== undefined && file !== undefined)
    throw new ConfigError(label(variable), `contradicts ${variable}_FILE; keep one of the two.`);
  if (text !== undefined) return { text, from: label(variable) };
  return file === undefined ? null : readSecretFile(label(`${variable}_FILE`), file);
}

function readSecretFile(from: string, path: string): GivenText {
  try {
    return { text: withoutLineEnds(readFileSync(path, "utf8")), from };
  } catch (error) {
    throw new ConfigError(from, `names ${quote(path)}, which cannot be read (${codeOf(error)}); give the path of a readable file.`);
  }
}

/** `ENOENT` and the like: what a failed file operation says without the rest of its text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** A file that was written with an editor ends with a line end; the secret in it does not. */
function withoutLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return text.slice(0, end);
}
