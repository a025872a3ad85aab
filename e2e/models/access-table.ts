/** The tables of docs/security.md that say which credential opens what, as data. The unit test server/routes.test.ts holds them to the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageDir } from "./cli.ts";

export interface AccessTable {
  /** Kind of route to kind of credential to what becomes of it. */
  admissions: Record<string, Record<string, string>>;
  /** Kind of route to its paths. */
  paths: Record<string, string[]>;
  /** Route of the API to method to the scope it needs, `anybody`, or "" for a method that it does not have. */
  api: Record<string, Record<string, string>>;
}

export function readAccessTable(): AccessTable {
  const text = readFileSync(join(packageDir, "docs/security.md"), "utf8");
  const section = text.slice(text.indexOf("<!-- credentials:"), text.indexOf("<!-- end of credentials -->"));
  const tables = section.split(/\n\s*\n/).filter((block) => block.startsWith("|"));
  const [admissions = {}, kinds = {}, api = {}] = tables.map(readTable);
  return {
    admissions,
    paths: Object.fromEntries(Object.entries(kinds).map(([kind, row]) => [kind, listWords(row["paths"] ?? "")])),
    api: Object.fromEntries(Object.entries(api).map(([path, row]) => [listWords(path)[0] ?? "", row])),
  };
}

function readTable(block: string): Record<string, Record<string, string>> {
  const rows = block
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...rest] = rows;
  return Object.fromEntries(rest.map(([name = "", ...cells]) => [name, Object.fromEntries(cells.map((cell, at) => [head[at + 1], cell]))]));
}

/** What stands between backquotes. */
function listWords(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
