import { duplexPair } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { openTerminal } from "./terminal.ts";

afterEach(() => void vi.useRealTimers());

it("waits for a viewer that takes nothing in before it closes, and not for ever", async () => {
  const program = { file: "/bin/bash", args: ["-c", "head -c 400000 /dev/zero | tr '\\0' x"], cwd: "/", env: { PATH: "/usr/bin:/bin" } };
  let ended = () => {};
  const hasEnded = new Promise<void>((resolve) => (ended = resolve));
  const terminal = openTerminal(program, {
    ...{ name: null, columns: 80, rows: 24 },
    onChange: () => undefined,
    onEnd: () => ended(),
  });
  await hasEnded;
  const [near, far] = duplexPair({ allowHalfOpen: true });
  terminal.attach(far, { viewer: "stuck", columns: 80, rows: 24, offset: null });
  await vi.waitFor(() => expect(far.writableLength).toBeGreaterThan(0));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  terminal.closeOnceTold();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(far.destroyed).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(far.destroyed).toBe(true);
  near.destroy();
});
