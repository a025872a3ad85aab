// @ts-check
/** What was measured, as a table in Markdown. */

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} measured with its unit
 * @property {string} against what it was held against in the same run, with its number
 * @property {number} ratio measured / against
 * @property {{text: string, met: boolean}} [aim]
 */

/** @param {readonly Row[]} rows */
export function formatTable(rows) {
  const lines = rows.map(({ what, measured, against, ratio, aim }) =>
    [what, measured, against, formatRatio(ratio), aim ? `${aim.text}: ${aim.met ? "met" : "**missed**"}` : ""].join(" | "),
  );
  return [
    "| What | Measured | Against, in the same run | Ratio | Aim |",
    "| --- | --- | --- | --- | --- |",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}

/** `1/122` reads better than 0.0082. @param {number} ratio */
function formatRatio(ratio) {
  return ratio < 0.7 ? `1/${(1 / ratio).toFixed(1 / ratio < 10 ? 1 : 0)}` : ratio.toFixed(2);
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** @param {number} us microseconds */
export function microseconds(us) {
  return `${us.toFixed(us < 20 ? 1 : 0)} µs`;
}
