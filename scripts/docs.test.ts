/** What the documents point at is there, and README knows every setting. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const documents = ["", "docs", "docs/decisions"].flatMap((dir) =>
  readdirSync(join(root, dir))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(dir, name)),
);

describe.each(documents)("%s", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  it("links to files and headings that are there", () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? "");
    expect(targets.filter((target) => !/^(?:https?|mailto):/.test(target) && !isThere(target, path))).toEqual([]);
  });
});

it("README lists every setting of `latchkey serve`", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const source = readFileSync(join(root, "server/config/settings.ts"), "utf8");
  const names = [...source.matchAll(/[rR]ow\(\s*"([a-z-]+)"/g)].map(([, name]) => `--${name}`);
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

function isThere(target: string, from: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? join(root, from) : join(root, dirname(from), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headings(readFileSync(file, "utf8")).includes(anchor);
}

/** As GitHub names them: lower case, spaces to hyphens, the rest of the punctuation gone. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}
