import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openAgentConfig } from "./config.ts";
import { dialLoopback } from "./dial.ts";

describe("the agent's latchkey.yaml", () => {
  it("need not be there, and then everything may be dialled", async () => {
    const config = await openAgentConfig(join(tmpdir(), "there-is-none.yaml"));
    expect(await config.readApps()).toEqual({ apps: {}, problem: null });
    expect(config.rules()).toEqual({ allowed: [[1, 65_535]], denied: [] });
  });

  it("is read again when it changes; a mistake leaves the last good reading in force and is told", async () => {
    const { path, write } = open("apps: { docs: { url: http://localhost:4000 } }\nports: { allow: [3000-3999, 8080], deny: [3306] }\n");
    const config = await openAgentConfig(path);
    const rules = { allowed: [[3000, 3999], [8080, 8080]], denied: [[3306, 3306]] }; // prettier-ignore
    expect(await config.readApps()).toEqual({ apps: { docs: { url: "http://localhost:4000" } }, problem: null });
    expect(config.rules()).toEqual(rules);
    write("ports: { allow: [all] }\n# longer than before, so that it is another file\n");
    expect((await config.readApps()).problem).toContain("ports.allow");
    expect(config.rules()).toEqual(rules);
    write("ports: { allow: [5000] }\n");
    expect(await config.readApps()).toEqual({ apps: {}, problem: null });
    expect(config.rules().allowed).toEqual([[5000, 5000]]);
  });

  it.each(["apps: [", "- a", "apps: [a]", "ports: [80]", "ports: { allow: 80 }", "ports: { deny: [0] }", "ports: { allow: [9-3] }"])(
    "%j does not start an agent",
    async (text) => {
      const { path } = open(text);
      await expect(openAgentConfig(path)).rejects.toThrow(/^latchkey\.yaml: /);
    },
  );
});

describe("dialling", () => {
  const rules = { allowed: [[3000, 3999]], denied: [[3306, 3306]] } as const;

  it.each([
    ["another machine", { host: "192.0.2.1", port: 3000 }],
    ["a name that is not the loopback", { host: "localhost.evil.example", port: 3000 }],
    ["another address that looks like it", { host: "127.0.0.1.evil.example", port: 3000 }],
    ["a port outside its ranges", { host: "127.0.0.1", port: 22 }],
    ["a port that is denied", { host: "localhost", port: 3306 }],
  ])("refuses %s", (_what, place) => {
    expect(() => dialLoopback(place, rules)).toThrow(/rules/);
  });
});

function open(text: string) {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-agent-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, "latchkey.yaml");
  const write = (next: string) => writeFileSync(path, next);
  write(text);
  return { path, write };
}
