import { expect, test } from "vitest";
import type { TerminalView } from "#protocol/api.ts";
import { findLatest, inOrder, sayEnd, sayIdle, sayProgram, sayTerminal, sayViewers } from "./say-terminal.ts";

const terminal = (change: Partial<TerminalView>): TerminalView => ({
  ...{ id: "w1.a", workspaceId: "w1", name: null, title: "", command: "bash", columns: 80, rows: 24, viewers: 0, ended: null },
  ...{ createdAt: "2026-11-03T10:00:00.000Z", activeAt: "2026-11-03T10:00:00.000Z" },
  ...change,
});

test("a terminal is called by its name, else its title, else its program", () => {
  expect(sayTerminal(terminal({ name: "deploys", title: "ada@tower: ~" }))).toBe("deploys");
  expect(sayTerminal(terminal({ title: "ada@tower: ~" }))).toBe("ada@tower: ~");
  expect(sayTerminal(terminal({ title: " " }))).toBe("bash");
  expect(sayTerminal(terminal({ command: "" }))).toBe("Terminal");
});

test("the program is said where the name does not say it", () => {
  expect(sayProgram(terminal({ name: "notes", command: "vim" }))).toBe("vim");
  expect(sayProgram(terminal({ name: "notes", title: "plan.md - vim", command: "vim" }))).toBe("plan.md - vim");
  expect(sayProgram(terminal({ title: "ada@tower: ~" }))).toBe("bash");
  expect(sayProgram(terminal({}))).toBeNull();
});

test("idle, viewers and the end are said in few words", () => {
  expect([sayIdle(0, 59_000), sayIdle(0, 200_000), sayIdle(5_000, 0)]).toEqual(["active now", "idle 3 min", "active now"]);
  expect([sayViewers(terminal({})), sayViewers(terminal({ viewers: 2 }))]).toEqual([null, "open in 2 places, 80×24"]);
  expect(sayEnd({ exitCode: 1, signal: null })).toBe("ended (exit 1)");
  expect(sayEnd({ exitCode: 0, signal: null })).toBe("ended");
  expect(sayEnd({ exitCode: null, signal: "SIGKILL" })).toBe("ended (SIGKILL)");
});

test("the latest of a machine is the one used last that still runs", () => {
  const old = terminal({ id: "w1.old" });
  const recent = terminal({ id: "w1.recent", activeAt: "2026-11-03T11:00:00.000Z" });
  const dead = terminal({ id: "w1.dead", activeAt: "2026-11-03T12:00:00.000Z", ended: { exitCode: 0, signal: null } });
  const other = terminal({ id: "w2.b", workspaceId: "w2", activeAt: "2026-11-03T13:00:00.000Z" });
  expect(findLatest([old, recent, dead, other], "w1")?.id).toBe("w1.recent");
  expect(findLatest([dead], "w1")).toBeNull();
  expect(inOrder([dead, recent, old]).map(({ id }) => id)).toEqual(["w1.recent", "w1.old", "w1.dead"]);
});
