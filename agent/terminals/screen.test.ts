import { expect, it } from "vitest";
import { createScreen } from "./screen.ts";
import { createReference, stateOf, writeAll } from "./testing/reference.ts";

const silent = { onReply: () => undefined, onTitle: () => undefined, onProgress: () => undefined };
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
