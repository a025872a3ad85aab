import headless from "@xterm/headless";
import { expect, test } from "vitest";
import { silenceQueries } from "./queries.ts";

const questions = {
  "primary device attributes": "\x1b[c\x1b[0c",
  "secondary device attributes": "\x1b[>c\x1b[>0c",
  "tertiary device attributes": "\x1b[=c",
  "the status": "\x1b[5n",
  "the cursor's position": "\x1b[6n\x1b[?6n",
  "an ANSI mode": "\x1b[4$p",
  "a private mode": "\x1b[?2004$p\x1b[?2026$p",
  "a setting": "\x1bP$qm\x1b\\\x1bP$qr\x1b\\\x1bP$q q\x1b\\",
  "the palette": "\x1b]4;1;?\x07\x1b]4;0;?;15;?\x1b\\",
  "the colours of text, background and cursor": "\x1b]10;?\x07\x1b]11;?\x1b\\\x1b]12;?\x07\x1b]10;?;?;?\x07",
  "the window": "\x1b[14t\x1b[16t\x1b[18t\x1b[20t\x1b[21t",
  "its name": "\x1b[>q\x1b[>0q\x1bP+q544e\x1b\\\x05",
  "the keyboard": "\x1b[?u\x1b[?4m",
};

for (const [what, sequence] of Object.entries(questions)) {
  test(`a viewer does not answer a question about ${what}`, async () => {
    const { terminal, answers } = open();
    await write(terminal, `${sequence}after`);
    expect(answers).toEqual([]);
    // What was asked left no trace on the screen either.
    expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toMatch(/^.{0,1}after$/);
  });
}

test("without this a viewer would answer", async () => {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  const answers: string[] = [];
  terminal.onData((data) => answers.push(data));
  await write(terminal, questions["the cursor's position"] + questions["primary device attributes"]);
  expect(answers).not.toEqual([]);
});

test("what a program sets still holds", async () => {
  const { terminal, answers } = open();
  await write(terminal, "\x1b[?2004h\x1b[?1h\x1b[2;3Hx\x1b]2;title\x07");
  expect(terminal.modes).toMatchObject({ bracketedPasteMode: true, applicationCursorKeysMode: true });
  expect([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY]).toEqual([3, 1]);
  expect(answers).toEqual([]);
});

function open() {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  const answers: string[] = [];
  silenceQueries(terminal.parser);
  terminal.onData((data) => answers.push(data));
  terminal.onBinary((data) => answers.push(data));
  return { terminal, answers };
}

function write(terminal: InstanceType<typeof headless.Terminal>, data: string): Promise<void> {
  return new Promise((resolve) => terminal.write(data, resolve));
}
