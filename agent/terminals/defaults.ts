/** `terminals` of a latchkey.yaml: which shell a new terminal has, and where it begins. Read anew for each, so a change needs no restart. */
import { readYamlFile } from "#tunnel/yaml-file.ts";

export interface Defaults {
  shell?: string;
  directory?: string;
}

/** `path`: null, or of a file that need not exist. Throws an Error with one line about what is wrong there. */
export function readDefaults(path: string | null): Defaults {
  const file = path === null ? null : readYamlFile(path);
  if (!file || (!file.ok && file.problem === "cannot be read")) return {};
  if (!file.ok) throw new Error(`latchkey.yaml: ${file.problem}${file.line === null ? "" : ` (line ${file.line})`}`);
  const { terminals } = (typeof file.value === "object" && file.value !== null ? file.value : {}) as Record<string, unknown>;
  if (terminals === undefined || terminals === null) return {};
  if (typeof terminals !== "object" || Array.isArray(terminals)) throw new Error("latchkey.yaml: terminals: write shell and directory");
  const { shell, directory } = terminals as Record<string, unknown>;
  for (const [name, value] of Object.entries({ shell, directory })) {
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw new Error(`latchkey.yaml: terminals.${name}: write a path`);
  }
  return { ...(typeof shell === "string" && { shell }), ...(typeof directory === "string" && { directory }) };
}
