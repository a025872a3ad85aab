// @ts-check
/**
 * What was measured last of each topic, kept in bench/results.json, and the two documents that show it: docs/benchmarks.md whole, README.md in
 * short. A run of some topics leaves the others as they were, each with the date and the machine of its own run.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { formatTable } from "./table.mjs";

/** @typedef {import("./table.mjs").Found & {machine: string, quick: boolean}} Result */

const root = new URL("../..", import.meta.url);
const resultsFile = new URL("bench/results.json", root);
const tables = "docs/benchmarks.md";

/** @param {string} topic @param {Result} result */
export async function writeResults(topic, result) {
  /** @type {Record<string, Result>} */
  const results = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, "utf8")) : {};
  results[topic] = result;
  await writeFormatted(resultsFile, JSON.stringify(results));
  for (const [name, each] of Object.entries(results)) await fill(tables, `results:${name}`, describe(each));
  await fill("README.md", "benchmarks", summarise(inOrder(results)));
}

/**
 * A text with what is between `<!-- name -->` and `<!-- /name -->` replaced; an opening mark alone is closed.
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
export function replaceBetweenMarks(text, name, content) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  if (start < 0) throw new Error(`There is no mark ${open}.`);
  const end = text.indexOf(close, start);
  const rest = end < 0 ? text.slice(start + open.length) : text.slice(end + close.length);
  return `${text.slice(0, start)}${open}\n\n${content}\n\n${close}${rest}`;
}

/** The rows that are for the README, of all topics. @param {readonly Result[]} results */
export function summarise(results) {
  const rows = results.flatMap(({ rows }) => rows.filter(({ short }) => short));
  const machines = [...new Set(results.map(({ machine }) => withoutLoad(machine)))];
  const quick = results.some((each) => each.quick) ? " Some of it in a quick run, whose numbers are rough." : "";
  return `${formatTable(rows)}\n\nMeasured ${machines.join("; ")}.${quick} All of it, and how: [docs/benchmarks.md](docs/benchmarks.md).`;
}

/** As their tables stand in the long document, whenever each was measured. @param {Record<string, Result>} results */
function inOrder(results) {
  const text = readFileSync(new URL(tables, root), "utf8");
  const placeOf = (/** @type {string} */ name) => text.indexOf(`<!-- results:${name} -->`);
  return Object.entries(results)
    .sort(([left], [right]) => placeOf(left) - placeOf(right))
    .map(([, result]) => result);
}

/** @param {Result} result */
function describe({ rows, notes, machine, quick }) {
  const list = notes.map((note) => `- ${note}`).join("\n");
  return `${formatTable(rows)}\n\n${list}\n\n${machine}${quick ? " · **quick run, rough numbers**" : ""}`;
}

/** @param {string} machine */
function withoutLoad(machine) {
  return machine.replace(/ · load average.*$/, "");
}

/** @param {string} path @param {string} name @param {string} content */
async function fill(path, name, content) {
  const file = new URL(path, root);
  await writeFormatted(file, replaceBetweenMarks(readFileSync(file, "utf8"), name, content));
}

/** @param {URL} file @param {string} text */
async function writeFormatted(file, text) {
  const filepath = fileURLToPath(file);
  writeFileSync(file, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
