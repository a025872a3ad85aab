/** docs/security.md promises tests, by number and by name; this holds it to them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = ["server", "app", "ui", "worker", "protocol", "tunnel", "agent", "cli", "e2e"];

/** A test's name that begins with numbers (SEC: known attacks; F, G: found by attacking this product); skipped ones do not count. */
const numbered = /(?<!\.(?:skip|todo|fixme)\(\s*)(["`])((?:(?:SEC-|[FG])\d+ )+)((?:(?!\1)[^\n])*)\1/g;

const sources = new Map(rooms.flatMap((room) => listTests(join(root, room))).map((path) => [path, readFileSync(join(root, path), "utf8")]));
const names = [...sources].flatMap(([path, text]) =>
  [...text.matchAll(numbered)].flatMap(([, , ids = "", name = ""]) =>
    ids
      .trim()
      .split(" ")
      .map((id) => ({ id, path, name })),
  ),
);
const lines = readFileSync(join(root, "docs/security.md"), "utf8").split("\n");
const listed = lines.flatMap((line) => /^\*\*((?:SEC-|[FG])\d+)\*\* /.exec(line)?.[1] ?? []);

it("every attack that is listed has a test with its number", () => {
  const tested = new Set(names.map(({ id }) => id));
  expect(listed.length).toBeGreaterThan(30);
  expect(listed.filter((id) => !tested.has(id))).toEqual([]);
});

it("every number that is tested is listed", () => {
  expect([...new Set(names.map(({ id }) => id))].filter((id) => !listed.includes(id))).toEqual([]);
});

it("every test that is named is there", () => {
  let id: string | null = null;
  const missing: string[] = [];
  for (const line of lines) {
    if (line.startsWith("#")) id = null;
    id = /^\*\*((?:SEC-|[FG])\d+)\*\* /.exec(line)?.[1] ?? id;
    const [, path, name] = /^- \[([^\]]+)\]\(\.\.\/\1\): (.+)$/.exec(line) ?? [];
    if (path === undefined || name === undefined) continue;
    const isNamed = matcherOf(name);
    const isThere =
      id === null
        ? isNamed.test(sources.get(path) ?? "")
        : names.some((test) => test.id === id && test.path === path && isNamed.test(test.name));
    if (!isThere) missing.push(`${id ?? "promise"}: ${path}: ${name}`);
  }
  expect(missing).toEqual([]);
});

/** What stands for a variable part in the document is an ellipsis. */
function matcherOf(name: string): RegExp {
  const parts = name.replaceAll(/\\([_*<>[\]])/g, "$1").split("…");
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join('[^"\\n]*'));
}

/** Tests, journeys, and the contract suite that tests of two databases run. Paths from the root. */
function listTests(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => /\.(?:test|spec)\.tsx?$/.test(path) || path.startsWith("server/store/contract/"));
}
