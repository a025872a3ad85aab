import { plain } from "../table.ts";

export interface Finding {
  state: "ok" | "warn" | "bad";
  about: string;
  /** One sentence; for warn and bad it also says what to do. */
  text: string;
}

export const ok = (about: string, text: string): Finding => ({ state: "ok", about, text });
export const warn = (about: string, text: string): Finding => ({ state: "warn", about, text });
export const bad = (about: string, text: string): Finding => ({ state: "bad", about, text });

/** One line per finding, then the sum. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.map(({ state, about, text }) => `${state.padEnd(4)}  ${about.padEnd(width)}  ${plain(text)}`);
  const count = (wanted: Finding["state"]) => findings.filter(({ state }) => state === wanted).length;
  const verdict = count("bad") > 0 ? `${count("bad")} bad` : "Nothing is bad";
  return [...lines, "", `${verdict}${count("warn") > 0 ? `, ${count("warn")} to look at` : ""}.`].join("\n");
}
