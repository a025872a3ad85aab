export interface Help {
  usage: string | readonly string[];
  text: string;
  sections?: readonly { title: string; rows: readonly (readonly [left: string, right: string])[] }[];
  examples?: readonly (readonly [command: string, does: string])[];
}

/** Help as text: usage, one paragraph, aligned sections, examples. */
export function renderHelp({ usage, text, sections = [], examples = [] }: Help): string {
  const usages = [usage].flat().map((line, index) => `${index === 0 ? "Usage:" : "      "} ${line}`);
  const all = [...sections, ...(examples.length > 0 ? [{ title: "Examples", rows: examples }] : [])];
  return [...usages, "", text, ...all.flatMap(({ title, rows }) => ["", `${title}:`, ...align(rows)])].join("\n");
}

/** Two columns; a left side that is too long for its column takes a line of its own. */
function align(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(38, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) =>
    left.length > width && right !== ""
      ? [`  ${left}`, `  ${" ".repeat(width)}  ${right}`]
      : [`  ${left.padEnd(width)}  ${right}`.trimEnd()],
  );
}
