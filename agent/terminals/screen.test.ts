import { expect, it, vi } from "vitest";
import { createScreen } from "./screen.ts";
import { createReference, stateOf, writeAll } from "./testing/reference.ts";

const silent = { onReply: () => undefined, onTitle: () => undefined, onProgress: () => undefined, onReset: () => undefined };
const bytes = (text: string) => new TextEncoder().encode(text);

it("a program that takes the whole screen has no scrollback, also after the terminal has shrunk", async () => {
  const screen = createScreen({ columns: 20, rows: 12 }, silent);
  screen.resize(20, 5);
  screen.write(bytes(`\x1b[?1049h${Array.from({ length: 30 }, (_, line) => `line ${line}`).join("\r\n")}`));
  const snapshot = await new Promise<Uint8Array>((resolve) => screen.takeSnapshot((given) => given && resolve(given)));
  screen.close();
  const copy = createReference(20, 5);
  await writeAll(copy, snapshot);
  expect(copy.buffer.alternate.length).toBe(5);
  expect(stateOf(copy).alternate?.map((line) => line.replaceAll("·", "").trim())).toEqual(
    [25, 26, 27, 28, 29].map((line) => `line ${line}`),
  );
});

it("does things in the order they were asked for, however much is waiting", async () => {
  const screen = createScreen({ columns: 20, rows: 5, scrollback: 10 }, silent);
  const flood = bytes("plain line\r\n".repeat(200_000));
  screen.write(flood);
  screen.resize(30, 6);
  screen.write(bytes("after"));
  const snapshot = await new Promise<Uint8Array>((resolve) => screen.takeSnapshot((given) => given && resolve(given)));
  expect(screen.waitingBytes).toBe(0);
  screen.close();
  const copy = createReference(30, 6);
  await writeAll(copy, snapshot);
  expect(copy.buffer.active.getLine(copy.buffer.active.length - 1)?.translateToString(true)).toBe("after");
  expect(copy.buffer.active.getLine(0)?.translateToString(true)).toBe("plain line");
});

it("tells who waits for a snapshot that there will be none, when it is closed before its turn or was", () => {
  const screen = createScreen({ columns: 20, rows: 5 }, silent);
  screen.write(bytes("plain line\r\n".repeat(20_000)));
  const given: unknown[] = [];
  screen.takeSnapshot((snapshot) => given.push(snapshot));
  expect(given).toEqual([]);
  screen.close();
  screen.takeSnapshot((snapshot) => given.push(snapshot));
  screen.close();
  expect(given).toEqual([null, null]);
});

it("G14 ends showing what takes too long, says so on an empty screen, and goes on", async () => {
  let resets = 0;
  const screen = createScreen({ columns: 1_000, rows: 500, limit: 25 }, { ...silent, onReset: () => (resets += 1) });
  screen.write(bytes("\n".repeat(64 * 1024))); // bounded, and takes some 100 ms
  await vi.waitFor(() => expect(resets).toBeGreaterThan(0));
  const lines = async () => {
    const copy = createReference(1_000, 500);
    await writeAll(copy, await new Promise<Uint8Array>((resolve) => screen.takeSnapshot((given) => given && resolve(given))));
    return Array.from({ length: copy.buffer.active.length }, (_, row) => copy.buffer.active.getLine(row)?.translateToString(true)).join("");
  };
  // On a busy machine a few letters may take as long.
  await vi.waitFor(async () => {
    screen.write(bytes("after"));
    expect(await lines()).toMatch(/^\[Latchkey: showing this output did not end\..*after$/);
  });
  screen.close();
});

it("answers a program's questions once for each piece of output, and only as many as somebody could read", async () => {
  const replies: string[] = [];
  const screen = createScreen({ columns: 20, rows: 5 }, { ...silent, onReply: (text) => replies.push(text) });
  screen.write(bytes("\x1b[6n"));
  await vi.waitFor(() => expect(replies).toEqual(["\x1b[1;1R"]));
  screen.write(bytes("\x1b[c".repeat(20_000)));
  await vi.waitFor(() => expect(screen.waitingBytes).toBe(0));
  // Pieces are smaller on a busy machine.
  expect(replies.length).toBeLessThan(100);
  expect(Math.max(...replies.map(({ length }) => length))).toBeLessThanOrEqual(4_096);
  screen.close();
});

it("G15 says the last title of a piece of output, without what reorders or hides text", async () => {
  const titles: string[] = [];
  const screen = createScreen({ columns: 20, rows: 5 }, { ...silent, onTitle: () => titles.push(screen.title) });
  screen.write(bytes(`${"\x1b]2;a\x07\x1b]2;b\x07".repeat(1_000)}\x1b]2;Latchkey \u202e sign in\x07`));
  await vi.waitFor(() => expect(screen.waitingBytes).toBe(0));
  expect(titles).toEqual(["Latchkey  sign in"]);
  screen.close();
});
