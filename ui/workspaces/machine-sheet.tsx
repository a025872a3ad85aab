import { useRef, useState } from "react";
import type { Enrolment, WorkspaceView } from "#protocol/api.ts";
import { Sheet } from "#ui/design/sheet.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { callApi } from "#ui/engine/api.ts";
import { sayWorkspace } from "./item.ts";
import { MachineActions } from "./machine-actions.tsx";
import { MachineCommand } from "./machine-command.tsx";
import { MachineForm } from "./machine-form.tsx";
import { Question } from "./question.tsx";

interface MachineSheetProps {
  open: boolean;
  /** The machine it is about; null to add one. */
  workspace: WorkspaceView | null;
  /** Where it begins: what can be done, or straight away with another command. */
  start?: "more" | "renew";
  onOpenChange: (open: boolean) => void;
  /** Something was changed at the door. */
  onDone: () => Promise<void>;
  /** The sheet has closed by itself: the machine is there. */
  onArrived: (workspaceId: string) => void;
}

type Part = "more" | "renew" | "remove";

/** Adds a machine, says who may use it, gives it another command, or removes it. Made anew for each asking, and so forgets the command that it showed. */
export function MachineSheet({ open, workspace, start = "more", onOpenChange, onDone, onArrived }: MachineSheetProps) {
  const [part, setPart] = useState<Part>(start);
  const [made, setMade] = useState<Enrolment | null>(null);
  const arrived = useRef<string | null>(null);
  const { say } = useToasts();
  const name = sayWorkspace(made?.workspace.name ?? workspace?.name ?? "");
  const path = `/workspaces/${workspace?.id ?? ""}`;

  const take = (enrolment: Enrolment) => {
    setMade(enrolment);
    void onDone();
  };
  const remove = async () => {
    await callApi(path, { method: "DELETE" });
    await onDone();
    onOpenChange(false);
    say(`${name} is removed.`);
  };
  const connected = async (id: string) => {
    await onDone();
    arrived.current = id;
    onOpenChange(false);
  };
  const onClosed = () => {
    setMade(null);
    if (arrived.current) onArrived(arrived.current);
  };
  const step = made ? "command" : workspace ? part : "add";
  const title = {
    command: `Command for ${name}`,
    add: "Add a machine",
    more: name,
    renew: `New command for ${name}?`,
    remove: `Remove ${name}?`,
  }[step];
  const note = { command: "Run it there now. It is not shown again.", add: "Its apps and ports open from here, wherever it is." };
  return (
    <Sheet open={open} onOpenChange={onOpenChange} onClosed={onClosed} title={title} note={note[step as keyof typeof note]}>
      {step === "add" && <MachineForm onMade={take} />}
      {made && <MachineCommand made={made} onConnected={() => void connected(made.workspace.id)} onClose={() => onOpenChange(false)} />}
      {step === "more" && workspace && (
        <MachineActions workspace={workspace} onRenew={() => setPart("renew")} onRemove={() => setPart("remove")} onDone={onDone} />
      )}
      {step === "renew" && (
        <Question
          act="Make a new command"
          keep="Keep the old one"
          onAct={async () => take(await callApi<Enrolment>(`${path}/token`, { method: "POST" }))}
          onKeep={() => setPart("more")}
        >
          The old one ends at once: an agent that runs with it is cut off, and {name} is offline until it runs the new one.
        </Question>
      )}
      {step === "remove" && (
        <Question act={`Remove ${name}`} keep="Keep" isDangerous onAct={remove} onKeep={() => setPart("more")}>
          Its apps, what you shared of it and its pins go with it, and its command stops working at once. On the machine itself nothing is
          deleted.
        </Question>
      )}
    </Sheet>
  );
}
