import { useState } from "react";
import type { ActivityView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { AgentChoice } from "#ui/workspaces/agent-choice.tsx";

/** What its owner can do about a second agent, beside the entry that tells of it. */
export function AgentActs({ entry }: { entry: ActivityView }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <AgentChoice workspaceId={entry.workspaceId} canConfirm={entry.kind === "agent_moved"} />;
  return (
    <Button className="mt-2" onClick={() => setOpen(true)}>
      {entry.kind === "agent_moved" ? "Was this you?" : "End this token"}
    </Button>
  );
}
