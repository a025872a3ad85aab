import { expect, test } from "vitest";
import { sayActivity } from "./say-activity.ts";

test("what was done is said with the terminal's name, and without where it had none", () => {
  expect(sayActivity({ kind: "terminal_opened", subject: "work" })).toBe("Opened work");
  expect(sayActivity({ kind: "terminal_attached", subject: "vim" })).toBe("Looked at vim");
  expect(sayActivity({ kind: "terminal_ended", subject: " " })).toBe("Ended a terminal");
  expect(sayActivity({ kind: "admin_terminals_on", subject: "" })).toBe("Let administrators open terminals");
  expect(sayActivity({ kind: "agent_refused", subject: "203.0.113.9 (thief), while 198.51.100.4 (laptop) runs" })).toBe(
    "A second agent was refused: 203.0.113.9 (thief), while 198.51.100.4 (laptop) runs",
  );
  expect(sayActivity({ kind: "max_sharing_set", subject: "owner" })).toBe("Set what its latchkey.yaml may share: only you");
  expect(sayActivity({ kind: "admin_terminals_off", subject: "" })).toBe("No longer lets administrators open terminals");
});
