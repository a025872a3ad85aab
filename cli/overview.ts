import { renderHelp } from "./help.ts";
import { verbs } from "./verbs.ts";

/** `latchkey --help`. */
export function overview(): string {
  return renderHelp({
    usage: "latchkey <command> [flags]",
    text: "The front door to your dev machines. Sign in once; it stays open.",
    sections: [
      { title: "Commands", rows: verbs.filter(({ isHidden }) => !isHidden).map(({ name, summary }) => [name, summary]) },
      {
        title: "Flags",
        rows: [
          ["--help", "of Latchkey, or of a command: latchkey users --help"],
          ["--version", "what is installed"],
        ],
      },
    ],
    examples: [
      ["latchkey serve", "a door on this machine, at http://latchkey.localhost:3000"],
      ["latchkey doctor", "what is wrong, and what to do about it"],
    ],
  });
}
