import Check from "lucide-react/icons/check";
import Unplug from "lucide-react/icons/unplug";
import type { Enrolment } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { CommandText } from "#ui/design/command-text.tsx";
import { CopyButton } from "#ui/design/copy-button.tsx";
import { Note } from "#ui/design/note.tsx";
import { Wheel } from "#ui/design/wheel.tsx";
import { useArrival } from "./use-arrival.ts";

interface MachineCommandProps {
  made: Enrolment;
  /** The machine is connected, and that was read. */
  onConnected: () => void;
  onClose: () => void;
}

/** The command that makes a machine a workspace, shown this once, and whether the machine has come. */
export function MachineCommand({ made: { workspace, command }, onConnected, onClose }: MachineCommandProps) {
  const arrival = useArrival(workspace, onConnected);
  return (
    <div className="grid grid-cols-1 gap-4">
      <CommandText command={command} />
      <p className="text-13 text-muted">
        It needs Latchkey and Node 20.19 or later there, and the machine is connected for as long as{" "}
        <span className="font-mono">latchkey agent</span> keeps running. As <span className="font-mono">latchkey agent install</span> the
        same command has the system start it from now on.
      </p>
      <Note role="status" tone={arrival === "connected" ? "good" : arrival === "removed" ? "warn" : "plain"} icon={signs[arrival]}>
        {arrival === "waiting" && "Waiting for the machine …"}
        {arrival === "connected" && `${workspace.name} is connected.`}
        {arrival === "removed" && `${workspace.name} was removed, and the command no longer works.`}
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

const signs = { waiting: <Wheel className="late block size-4" />, connected: <Check />, removed: <Unplug /> };
