// @ts-check
/** What was measured, as a table in Markdown. */

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} measured with its unit
 * @property {string} against what it was held against in the same run, with its number
 * @property {number | null} ratio measured / against
 * @property {{text: string, met: boolean}} [aim]
 * @property {boolean} [short] whether it is also in the README's short table
 */

/** What a topic found. `notes`: what a reader of its table has to know. @typedef {{rows: Row[], notes: string[]}} Found */

/** @param {readonly Row[]} rows */
export function formatTable(rows) {
  const lines = rows.map(({ what, measured, against, ratio, aim }) =>
    [what, measured, against, ratio === null ? "" : formatRatio(ratio), aim ? `${aim.text}: ${aim.met ? "met" : "**missed**"}` : ""].join(
      " | ",
    ),
  );
  return [
    "| What | Measured | Against, in the same run | Ratio | Aim |",
    "| --- | --- | --- | --- | --- |",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}

/** The same with aligned columns, for a terminal. @param {readonly Row[]} rows */
export function formatForTerminal(rows) {
  const cells = formatTable(rows)
    .split("\n")
    .filter((_, index) => index !== 1)
    .map((line) => line.slice(2, -2).split(" | "));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()).join("\n");
}

/**
 * An aim of a ratio, and whether it is met.
 * @param {number} ratio
 * @param {{atMost: number} | {atLeast: number}} bound
 */
export function aimOfRatio(ratio, bound) {
  return "atMost" in bound
    ? { text: `≤ ${formatRatio(bound.atMost)}`, met: ratio <= bound.atMost }
    : { text: `≥ ${formatRatio(bound.atLeast)}`, met: ratio >= bound.atLeast };
}

/** `1/122` reads better than 0.0082. @param {number} ratio */
export function formatRatio(ratio) {
  if (ratio < 0.35) return `1/${(1 / ratio).toFixed(1 / ratio < 10 ? 1 : 0)}`.replace(/\.0$/, "");
  return ratio.toFixed(2).replace(/\.?0+$/, "");
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}

/** @param {number} us microseconds */
export function microseconds(us) {
  return `${us.toFixed(us < 20 ? 1 : 0)} µs`;
}

/** @param {number} value */
export function perSecond(value) {
  return `${Math.round(value).toLocaleString("en-US")}/s`;
}
