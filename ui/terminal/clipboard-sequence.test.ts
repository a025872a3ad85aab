import headless from "@xterm/headless";
import { expect, test } from "vitest";
import { readCopied, watchClipboardSequence } from "./clipboard-sequence.ts";

test("a program copies text, whichever clipboard it names", () => {
  expect(readCopied(`c;${btoa("hello")}`)).toBe("hello");
  expect(readCopied(`;${Buffer.from("größe 😀").toString("base64")}`)).toBe("größe 😀");
  expect(readCopied(`pc;${btoa("both")}`)).toBe("both");
});

test("a program never hears what is on the clipboard, and clears nothing", () => {
  for (const data of ["c;?", "?", "c;", "c;not base64!", "c;/w==", `c;${"A".repeat(5 * 1024 * 1024)}`]) {
    expect(readCopied(data), data.slice(0, 20)).toBeNull();
  }
});

test("the sequence is taken off the screen, and nothing is answered", async () => {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  const [copied, answers]: [string[], string[]] = [[], []];
  watchClipboardSequence(terminal.parser, (text) => copied.push(text));
  terminal.onData((data) => answers.push(data));
  await new Promise<void>((resolve) => terminal.write(`\x1b]52;c;${btoa("hi")}\x07\x1b]52;c;?\x1b\\x`, resolve));
  expect(copied).toEqual(["hi"]);
  expect(answers).toEqual([]);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe("x");
});
