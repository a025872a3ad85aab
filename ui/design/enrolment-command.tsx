import Check from "lucide-react/icons/check";
import Unplug from "lucide-react/icons/unplug";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { CommandText } from "./command-text.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Note } from "./note.tsx";
import { Wheel } from "./wheel.tsx";

interface EnrolmentCommandProps {
  command: string;
  arrival: "waiting" | "connected" | "removed";
  /** What is said of each. */
  says: Record<EnrolmentCommandProps["arrival"], string>;
  /** What whoever runs the command has to know. */
  children: ReactNode;
  onClose: () => void;
}

/** A command that is shown this once and run elsewhere, and whether what it starts has come. */
export function EnrolmentCommand({ command, arrival, says, children, onClose }: EnrolmentCommandProps) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <CommandText command={command} />
      <p className="text-13 text-muted">{children}</p>
      <Note role="status" tone={tones[arrival]} icon={signs[arrival]}>
        {says[arrival]}
      </Note>
      <div className="grid gap-2.5 desk:grid-cols-2">
        <CopyButton text={command} kind="primary" className="w-full" />
        <Button className="w-full" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

const tones = { waiting: "plain", connected: "good", removed: "warn" } as const;
const signs = { waiting: <Wheel className="late block size-4" />, connected: <Check />, removed: <Unplug /> };
