import { describe, expect, it } from "vitest";
import { TunnelConnection } from "./connection.ts";
import { createToldBudget, readTold } from "./told.ts";

describe("what the other end only tells", () => {
  it("G1 comes through as long as an honest agent says it: a long line, then a few each second for an hour", async () => {
    const { clock, say, lines, reasons } = open();
    await say(`${"x".repeat(1_000_000)}\n`);
    for (let second = 0; second < 3_600; second += 1) {
      clock.now += 1_000;
      await say(`ports ${second}\n`, `apps ${second}\n`, `terminals ${second}\n`, `facts ${second}\n`);
    }
    expect([lines.length, reasons]).toEqual([1 + 4 * 3_600, []]);
  });

  it.each([
    ["bytes without a line end", () => Array.from({ length: 30 }, () => "x".repeat(60_000)), "It said a line of more than 1024 kB."],
    ["frames of one byte", () => Array.from({ length: 1_200 }, () => "x"), "It says more in a second than is listened to."],
    ["empty frames", () => Array.from({ length: 1_200 }, () => ""), "It says more in a second than is listened to."],
    ["short lines in one frame", () => ["{}\n".repeat(1_200)], "It says more in a second than is listened to."],
    [
      "long lines",
      () => Array.from({ length: 90 }, (_, index) => `${"x".repeat(60_000)}${index % 9 === 8 ? "\n" : ""}`),
      "It says more in a second than is listened to.",
    ],
  ])("G1 is cut off for %s, with the reason", async (_what, pieces, why) => {
    const { say, reasons, lines, connection } = open();
    await say(...pieces());
    const before = lines.length;
    await say("more\n");
    expect([reasons, lines.length]).toEqual([[why], before]);
    expect(connection.destroyed || lines.length <= 1_000).toBe(true);
  });

  it("G1 has one budget for all tunnels of a machine: dialling again does not begin anew", async () => {
    const first = open();
    await first.say("{}\n".repeat(900));
    const second = open(first.budget);
    await second.say("{}\n".repeat(900));
    expect([first.reasons, second.reasons]).toEqual([[], ["It says more in a second than is listened to."]]);
  });
});

function open(given?: ReturnType<typeof createToldBudget>) {
  const clock = { now: 0 };
  const budget = given ?? createToldBudget(() => clock.now);
  const connection = new TunnelConnection(1, () => undefined);
  const lines: string[] = [];
  const reasons: string[] = [];
  readTold(connection, {
    ...{ maxLineBytes: 1024 * 1024, budget },
    heard: (line) => lines.push(line),
    onTooMuch(why) {
      reasons.push(why);
      connection.destroy();
    },
  });
  const say = async (...pieces: string[]) => {
    for (const piece of pieces) {
      for (let at = 0; at === 0 || at < piece.length; at += 60_000) {
        connection.receive("data", Buffer.from(piece.slice(at, at + 60_000)));
        if (connection.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, budget, connection, say, lines, reasons };
}
