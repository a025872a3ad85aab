import { describe, expect, it } from "vitest";
import { judgeReplicas } from "./replicas.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const row = (hostname: string, { version = "1.0.0", secondsAgo = 2 } = {}) => ({
  ...{ id: `${hostname}-${version}-${secondsAgo}`, hostname, version, startedAt: now - 60_000, seenAt: now - secondsAgo * 1000 },
});
const well = { sessionSecrets: ["s"] as const, localWorkspace: false };
const judge = (rows: ReturnType<typeof row>[], settings: Partial<typeof well> | { sessionSecrets: null } | { localWorkspace: true } = {}) =>
  judgeReplicas(rows, { ...well, ...settings } as never, now).map(({ state, text }) => `${state} ${text}`);

describe("what the doctor says of replicas", () => {
  it("counts those that run, with their versions, and not those that were killed", () => {
    expect(judge([])).toEqual([]);
    expect(judge([row("a"), row("gone", { secondsAgo: 30 })])).toEqual(["ok One runs: a (1.0.0)."]);
    expect(judge([row("a"), row("b")])).toEqual(["ok 2 run: a (1.0.0), b (1.0.0)."]);
  });

  it("sees an upgrade that is not finished", () => {
    expect(judge([row("a"), row("b", { version: "1.1.0" })])).toEqual([
      "warn 2 run: a (1.0.0), b (1.1.0): of different versions (1.0.0, 1.1.0). Finish the upgrade.",
    ]);
  });

  it("sees what would make several doors of one", () => {
    const both = [row("a"), row("b")];
    expect(judge(both, { sessionSecrets: null })).toContainEqual(expect.stringMatching(/^bad Each makes its own session secrets/));
    expect(judge(both, { localWorkspace: true })).toContainEqual(expect.stringMatching(/^warn Each offers its own machine/));
    expect(judge([row("a"), row("a", { secondsAgo: 3 })], { localWorkspace: true })).toHaveLength(1);
    expect(judge([row("a")], { sessionSecrets: null })).toHaveLength(1);
  });

  it("sees a clock that is ahead", () => {
    expect(judge([row("a"), row("b", { secondsAgo: -600 })])).toEqual([
      "ok One runs: a (1.0.0).",
      "warn The clock of b is 600 s ahead of this machine's. Let both keep time by NTP.",
    ]);
  });
});
