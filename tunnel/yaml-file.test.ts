import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseYaml, readYamlFile } from "./yaml-file.ts";

const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join("");
const hostile: [what: string, text: string, problem: RegExp, line: number | null][] = [
  ["an alias into itself", "apps:\n  a: &a\n    x: *a\n", /^\*a stands inside of what it names$/, 3],
  ["100,000 brackets", "[".repeat(100_000), /^is nested more than 32 deep$/, 1],
  ["brackets below a key", `x: 1\napps: ${"[".repeat(100_000)}`, /^is nested more than 32 deep$/, 2],
  ["maps in maps", "{a: ".repeat(50_000), /^is nested more than 32 deep$/, 1],
  ["items in items", "- ".repeat(50_000), /^is nested more than 32 deep$/, 1],
  ["keys in keys", "? ".repeat(50_000), /^is nested more than 32 deep$/, 1],
  [
    "ever deeper lines",
    Array.from({ length: 600 }, (_, index) => `${" ".repeat(index)}a:\n`).join(""),
    /^is nested more than 32 deep$/,
    202,
  ],
  ["20,000 keys", keys(20_000), /^has more than 3000 entries$/, 3_001],
  ["20,000 keys in one line", `{${"a,".repeat(20_000)}}`, /^has more than 3000 entries$/, 1],
  ["many aliases", `a: &a 1\nb: [${"*a ,".repeat(200)}]`, /^uses more than 100 aliases$/, 2],
  [
    "a few large aliases",
    `a: &a ${"x".repeat(60_000)}\nb: [${"*a ,".repeat(20)}]`,
    /^is larger than 512 kB with its aliases written out$/,
    null,
  ],
  [
    "aliases of aliases",
    `a: &a [${"x,".repeat(9)}]\n${[..."bcdefgh"].map((name, index) => `${name}: &${name} [${`*${"abcdefg"[index] ?? ""} ,`.repeat(9)}]\n`).join("")}`,
    /alias count/,
    null,
  ],
  ["brackets that close nothing", `a: 1\n${"]".repeat(60_000)}`, /^has a \] that closes nothing$/, 2],
  ["anchors of anchors", "&a ".repeat(60_000), /^has more in it than apps and settings$/, 1],
  ["strings beside strings", `${'"" '.repeat(60_000)}`, /^has more in it than apps and settings$/, 1],
  ["one that stops in the middle", "apps: [", /./, 1],
  ["two of one name", "a: 1\na: 2\n", /unique/, 2],
];

describe("a latchkey.yaml", () => {
  it.each(hostile)("G9 %s is one line about what is wrong, and ends nobody", (_what, text, problem, line) => {
    expect(parseYaml(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) as unknown, line });
  });

  it("G9 64 kB of any character that means something cost at most 16 times what 8 kB cost", () => {
    const units = [..."[]{}-?:,#&*!|>'\"%@` \t\n\\a~"].flatMap((each) => [each, `${each} `]);
    const cost = (unit: string, bytes: number, times: number) =>
      Math.min(
        ...Array.from({ length: times }, () => {
          const text = unit.repeat(bytes / unit.length);
          const begun = process.cpuUsage();
          parseYaml(text);
          const { user, system } = process.cpuUsage(begun);
          return user + system;
        }),
      );
    for (const unit of units) {
      const isWithin = (times: number) => cost(unit, 64 * 1024, times) / Math.max(5_000, cost(unit, 8 * 1024, times)) < 16;
      // What one look finds too much has four more, of which the least counts.
      expect(isWithin(1) || isWithin(5), JSON.stringify(unit)).toBe(true);
    }
  }, 60_000);

  it("keeps what an honest one says", () => {
    const text = `apps:\n  docs: { url: "http://localhost:4000", name: "a [[[[ b" } # [[[[[[\n  web:\n    url: http://localhost:1\n    icon: |\n${" ".repeat(300)}deep\nports: { allow: [${Array.from({ length: 300 }, (_, index) => 3_000 + index).join(", ")}] }\n`;
    const read = parseYaml(text);
    expect(read).toMatchObject({ ok: true, value: { apps: { docs: { name: "a [[[[ b" }, web: { icon: "deep\n" } } } });
    expect(read.ok && [read.lineOf(["apps", "web", "url"]), read.lineOf(["apps", "web", "nothing"])]).toEqual([4, 4]);
    expect(parseYaml("shared: &s { cors: allow }\napps:\n  a: *s\n  b: *s\n")).toMatchObject({ ok: true });
    expect(parseYaml("")).toMatchObject({ ok: true, value: null });
  });

  it("G9 is no device, no FIFO and no folder, and not too large: asked before it is read", () => {
    const dir = mkdtempSync(join(tmpdir(), "latchkey-yaml-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const path = (name: string) => join(dir, name);
    writeFileSync(path("large"), "#".repeat(257 * 1024));
    expect(readYamlFile(path("large"))).toMatchObject({ problem: "is larger than 256 kB" });
    expect(readYamlFile(path("none"))).toBeNull();
    expect(readYamlFile(dir)).toMatchObject({ ok: false });
    if (platform() === "win32") return;
    symlinkSync("/dev/zero", path("zero"));
    execFileSync("mkfifo", [path("fifo")]);
    expect(readYamlFile(path("zero"))).toMatchObject({ problem: "is no regular file" });
    expect(readYamlFile(path("fifo"))).toMatchObject({ problem: "is no regular file" });
  });
});
