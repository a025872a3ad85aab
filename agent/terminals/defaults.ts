/** `terminals` of a latchkey.yaml: which shell a new terminal has, and where it begins. Read anew for each, so a change needs no restart. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Defaults {
  shell?: string;
  directory?: string;
}

/** `path`: null, or of a file that need not exist. Throws an Error with one line about what is wrong there. */
export function readDefaults(path: string | null): Defaults {
  let text: string;
  try {
    text = path === null ? "" : readFileSync(path, "utf8");
  } catch {
    return {};
  }
  const { terminals } = readYaml(text);
  if (terminals === undefined || terminals === null) return {};
  if (typeof terminals !== "object" || Array.isArray(terminals)) throw new Error("latchkey.yaml: terminals: write shell and directory");
  const { shell, directory } = terminals as Record<string, unknown>;
  for (const [name, value] of Object.entries({ shell, directory })) {
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw new Error(`latchkey.yaml: terminals.${name}: write a path`);
  }
  return { ...(typeof shell === "string" && { shell }), ...(typeof directory === "string" && { directory }) };
}

function readYaml(text: string): Record<string, unknown> {
  try {
    const given: unknown = parse(text, { maxAliasCount: 100 });
    return typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : "cannot be read").split("\n");
    throw new Error(`latchkey.yaml: ${line.replace(/:$/, "")}`, { cause: error });
  }
}
