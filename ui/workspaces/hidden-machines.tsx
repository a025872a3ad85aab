import EyeOff from "lucide-react/icons/eye-off";
import Server from "lucide-react/icons/server";
import { useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import type { HiddenWorkspaceView } from "#protocol/hidden-workspace.ts";
import { Button, IconButton } from "#ui/design/button.tsx";
import { Section } from "#ui/design/card.tsx";
import { List, Row } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { callApi } from "#ui/engine/api.ts";
import { sayWorkspace } from "./item.ts";
import { useAct } from "./use-act.tsx";

interface HideMachineProps {
  workspace: WorkspaceView;
  onDone: () => Promise<void>;
}

/** Takes a machine of somebody else off this person's lists. */
export function HideMachine({ workspace: { id, name, owner }, onDone }: HideMachineProps) {
  const { act } = useAct();
  const { say } = useToasts();
  const title = sayWorkspace(name);
  const hide = () =>
    act(async () => {
      await callApi(`/workspaces/${id}/hidden`, { method: "PUT" });
      await onDone();
      say(`${title} of ${owner} is hidden. It is at the end of Home.`);
    });
  return (
    <IconButton className="mr-1.5" label={`Hide ${title} of ${owner}`} icon={<EyeOff className="size-5" />} onClick={() => void hide()} />
  );
}

interface HiddenMachinesProps {
  machines: readonly HiddenWorkspaceView[];
  onDone: () => Promise<void>;
}

/** What a person has hidden, folded up, and the way back. */
export function HiddenMachines({ machines, onDone }: HiddenMachinesProps) {
  const [isOpen, setOpen] = useState(false);
  const { failure, act } = useAct();
  if (machines.length === 0) return null;
  const count = machines.length === 1 ? "1 machine is hidden" : `${machines.length} machines are hidden`;
  const show = (id: string) =>
    act(async () => {
      await callApi(`/workspaces/${id}/hidden`, { method: "DELETE" });
      await onDone();
    });
  if (!isOpen) {
    return (
      <p className="mt-6 text-13 text-muted">
        {count}.{" "}
        <button
          type="button"
          className="min-h-11 px-1 font-medium text-accent underline-offset-4 hover:underline"
          onClick={() => setOpen(true)}
        >
          Show the list
        </button>
      </p>
    );
  }
  return (
    <Section title="Hidden machines">
      {failure && (
        <Note role="alert" tone="bad" className="mb-3">
          {failure.text}
        </Note>
      )}
      <List label="Hidden machines">
        {machines.map(({ id, name, owner }) => (
          <li key={id}>
            <Row icon={<Server />} title={<bdi>{sayWorkspace(name)}</bdi>} end={<Button onClick={() => void show(id)}>Show again</Button>}>
              of {owner}
            </Row>
          </li>
        ))}
      </List>
    </Section>
  );
}
