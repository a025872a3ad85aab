import headless from "@xterm/headless";
import { expect, test } from "vitest";
import { createScreen } from "./screen.ts";

test("a reset and a new size come after what was written before them and before what is written after", async () => {
  const terminal = new headless.Terminal({ cols: 10, rows: 3, allowProposedApi: true });
  const screen = createScreen(terminal);
  const text = (words: string) => new TextEncoder().encode(words);
  screen.write(text("0123456789abc\r\n"));
  screen.resize(20, 4);
  screen.write(text("0123456789abc"));
  await new Promise<void>((resolve) => screen.write(new Uint8Array(), resolve));
  // The first was wrapped at ten columns and joined again at twenty; had the size come first, it would begin the second line.
  expect([0, 1].map((row) => terminal.buffer.active.getLine(row)?.translateToString(true))).toEqual(["0123456789abc", "0123456789abc"]);
  expect([terminal.cols, terminal.rows]).toEqual([20, 4]);

  screen.write(text("\x1b[?1049hlost"));
  screen.reset();
  screen.write(text("kept"));
  await new Promise<void>((resolve) => screen.write(new Uint8Array(), resolve));
  expect(terminal.buffer.active.type).toBe("normal");
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe("kept");
});

test("a program that takes the whole screen has no scrollback, though the terminal was larger before", async () => {
  const terminal = new headless.Terminal({ cols: 20, rows: 10, allowProposedApi: true });
  const screen = createScreen(terminal);
  screen.resize(20, 4);
  screen.write(new TextEncoder().encode(`\x1b[?1049h${"line\r\n".repeat(12)}end`));
  await new Promise<void>((resolve) => screen.write(new Uint8Array(), resolve));
  expect(terminal.buffer.active.type).toBe("alternate");
  expect(terminal.buffer.active.length).toBe(4);
  expect(terminal.buffer.active.baseY).toBe(0);
});
