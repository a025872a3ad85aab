import Pencil from "lucide-react/icons/pencil";
import Square from "lucide-react/icons/square-x";
import { useState } from "react";
import type { TerminalView } from "#protocol/api.ts";
import { Sheet } from "#ui/design/sheet.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { Action } from "#ui/workspaces/action.tsx";
import { EndForm } from "./end-form.tsx";
import { RenameForm } from "./rename-form.tsx";
import { sayProgram, sayTerminal } from "./say-terminal.ts";

export type TerminalPart = "more" | "rename" | "end";

interface TerminalSheetProps {
  open: boolean;
  terminal: TerminalView;
  /** Where it begins: what can be done, or straight away one of it. */
  start?: TerminalPart;
  onOpenChange: (open: boolean) => void;
  /** It was renamed or ended. */
  onDone: (what: "renamed" | "ended") => Promise<void>;
}

/** What can be done with a terminal besides opening it. Made anew for each asking. */
export function TerminalSheet({ open, terminal, start = "more", onOpenChange, onDone }: TerminalSheetProps) {
  const [part, setPart] = useState(start);
  const { say } = useToasts();
  const name = sayTerminal(terminal);
  const done = async (what: "renamed" | "ended", text: string) => {
    await onDone(what);
    onOpenChange(false);
    say(text);
  };
  const title = { more: name, rename: "Rename", end: terminal.ended ? `Close ${name}?` : `End ${name}?` }[part];
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={title} note={part === "more" ? sayProgram(terminal) : undefined}>
      {part === "more" && (
        <ul role="list" className="-mx-2.5 -mb-1">
          <Action icon={<Pencil />} onClick={() => setPart("rename")}>
            Rename
          </Action>
          <Action icon={<Square />} isDangerous onClick={() => setPart("end")}>
            {terminal.ended ? "Close" : "End"}
          </Action>
        </ul>
      )}
      {part === "rename" && <RenameForm terminal={terminal} onDone={(text) => done("renamed", text)} />}
      {part === "end" && <EndForm terminal={terminal} onDone={(text) => done("ended", text)} onKeep={() => onOpenChange(false)} />}
    </Sheet>
  );
}
