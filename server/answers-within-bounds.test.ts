/** Whatever is sent or deleted by us stays within our own names and hosts: looked for in the source, because a journey sees only what it thought of. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = ["server", "app", "ui", "worker", "protocol", "agent", "tunnel", "cli"];

/** Cookies belong to a whole domain, storage and caches to an origin alone: only of cookies can a whole lot reach beyond us. */
const reaching = [/clear-site-data.{0,40}?(?:cookies|\*)/i, /cookieStore\.(?:delete|getAll)\(/];

/** Where it is named to say why not. */
const allowed: readonly string[] = ['server/too-large.ts: Clear-Site-Data: "cookies'];

it("SEC-36 no file of ours orders a browser to drop cookies that are not ours", () => {
  const found = rooms
    .flatMap((room) => listSources(join(root, room)))
    .flatMap((path) => {
      const text = readFileSync(path, "utf8");
      const name = relative(root, path);
      return reaching.flatMap((pattern) => pattern.exec(text)?.[0] ?? []).map((each) => `${name}: ${each}`);
    });
  expect(found).toEqual(allowed);
});

function listSources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) return entry.name === "generated" || entry.name === "testing" ? [] : listSources(path);
      return /\.(?:ts|tsx|html)$/.test(entry.name) && !entry.name.includes(".test.") ? [path] : [];
    })
    .sort();
}
