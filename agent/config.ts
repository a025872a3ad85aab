/** The agent's latchkey.yaml: apps, told to the door as they stand, and the rules of what may be dialled. Read again when it changes. */
import { stat } from "node:fs/promises";
import { readYamlFile } from "#tunnel/yaml-file.ts";
import { defaultRules, type DialRules } from "./dial.ts";

export interface AgentConfig {
  /** Apps of the file as it is now; when it is wrong, those of the last good reading. Never throws. */
  readApps(): Promise<{ apps: Record<string, unknown>; problem: string | null }>;
  rules(): DialRules;
}

/** `path`: null for none. Reads it once before it resolves, so that no port is dialled by rules that were not read yet. */
export async function openAgentConfig(path: string | null): Promise<AgentConfig> {
  let seen = "";
  let apps: Record<string, unknown> = {};
  let rules = defaultRules;
  let problem: string | null = null;
  const look = async () => {
    if (path === null) return;
    const now = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => "",
    );
    if (now === seen) return;
    seen = now;
    try {
      ({ apps, rules } = read(path));
      problem = null;
    } catch (error) {
      problem = `latchkey.yaml: ${error instanceof Error ? error.message : "cannot be read"}`;
    }
  };
  await look();
  if (problem !== null) throw new Error(problem);
  return {
    async readApps() {
      await look();
      return { apps, problem };
    },
    rules: () => rules,
  };
}

/** Throws an Error with one line. */
function read(path: string): { apps: Record<string, unknown>; rules: DialRules } {
  const file = readYamlFile(path);
  if (file && !file.ok) throw new Error(file.line === null ? file.problem : `${file.problem} (line ${file.line})`);
  const given = file?.value ?? {};
  if (!isRecord(given)) throw new Error("is not a list of settings");
  const { apps = {}, ports } = given;
  if (!isRecord(apps ?? {})) throw new Error("apps: give each app a name of its own");
  return { apps: (apps ?? {}) as Record<string, unknown>, rules: readRules(ports) };
}

/** `ports: { allow: [3000-3999, 8080], deny: [3306] }`; without `allow`, all. */
function readRules(given: unknown): DialRules {
  if (given === undefined || given === null) return defaultRules;
  if (!isRecord(given)) throw new Error("ports: write allow and deny");
  const ranges = (name: "allow" | "deny") => {
    const list = given[name];
    if (list === undefined) return null;
    if (!Array.isArray(list)) throw new Error(`ports.${name}: write a list, such as [3000-3999, 8080]`);
    return list.map((each) => readRange(name, String(each)));
  };
  return { allowed: ranges("allow") ?? defaultRules.allowed, denied: ranges("deny") ?? [] };
}

function readRange(name: string, text: string): readonly [number, number] {
  const [, first = "", last = first] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text) ?? [];
  const range = [Number(first), Number(last)] as const;
  if (first === "" || range[0] < 1 || range[1] > 65_535 || range[0] > range[1]) {
    throw new Error(`ports.${name}: ${JSON.stringify(text.slice(0, 40))} is no port from 1 to 65535 and no range of them`);
  }
  return range;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
