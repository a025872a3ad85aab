import ShieldAlert from "lucide-react/icons/shield-alert";
import type { WorkspaceView } from "#protocol/api.ts";
import { Note } from "#ui/design/note.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { AgentChoice } from "./agent-choice.tsx";

/** Tells the owner of a machine that an agent of another place took it over, and asks whether it was them. */
export function TakenOver({ workspace, onDone }: { workspace: WorkspaceView; onDone: () => Promise<void> }) {
  const { id, takenOver } = workspace;
  if (!takenOver) return null;
  return (
    <Note tone="warn" icon={<ShieldAlert />} className="mb-3">
      <span className="font-medium">Another agent is this machine now.</span> It dialled from {takenOver.place},{" "}
      <RelativeTime past at={takenOver.at} />. Before, it was {takenOver.from}. Nothing more is shared publicly until you have said that it
      was you.
      <AgentChoice workspaceId={id} canConfirm onDone={onDone} />
    </Note>
  );
}
