import { expect, it } from "vitest";
import { writeJson } from "./terminal-messages.ts";
import { createTerminalViewer } from "./terminal-viewer.ts";
import type { TerminalFact } from "./terminal.ts";

it("G15 shows no title, name or command that reorders or hides text, whatever the machine says", () => {
  const heard: TerminalFact[] = [];
  const note = (fact: TerminalFact) => void heard.push(fact);
  const viewer = createTerminalViewer(
    { write: () => undefined, reset: () => undefined, resize: () => undefined },
    { onHello: note, onFacts: note, onEnded: () => undefined, onUnsent: () => undefined },
  );
  viewer.connected(() => undefined);
  const hostile = "a\u202eb\u200b\u0007";
  const fact: TerminalFact = {
    ...{ id: "t", name: hostile, title: hostile, command: hostile, columns: 80, rows: 24, viewers: 1 },
    ...{ createdAt: 0, activeAt: 0, ended: null },
  };
  expect(viewer.receive(writeJson("hello", { terminal: fact, received: 0 }))).toBe(true);
  expect(viewer.receive(writeJson("facts", { ...fact, name: null }))).toBe(true);
  expect(heard).toMatchObject([
    { name: "ab", title: "ab", command: "ab" },
    { name: null, title: "ab", command: "ab" },
  ]);
});
