import { useState } from "react";
import { Button } from "#ui/design/button.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "./use-act.tsx";

interface AgentChoiceProps {
  workspaceId: string;
  /** An agent took over, and its owner may say that it was them; else one was refused. */
  canConfirm: boolean;
  onDone?: () => Promise<void>;
}

/** Says that a second agent was one's own, or ends the token that it showed. */
export function AgentChoice({ workspaceId, canConfirm, onDone }: AgentChoiceProps) {
  const { isAtWork, failure, act } = useAct();
  const [done, setDone] = useState<string | null>(null);
  const path = `/workspaces/${workspaceId}`;
  const choose = (method: "POST" | "DELETE", what: string, said: string) =>
    void act(async () => {
      await callApi(`${path}/${what}`, { method });
      await onDone?.();
      setDone(said);
    });
  if (done !== null) {
    return (
      <p role="status" className="mt-2">
        {done}
      </p>
    );
  }
  return (
    <div className="mt-3">
      {failure && (
        <p role="alert" className="mb-2 text-bad">
          {failure.text}
        </p>
      )}
      <p className="text-13 text-muted">
        Ending the token cuts off every agent that runs with it. The machine comes back with a new command, from its menu on Home.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {canConfirm && (
          <Button pending={isAtWork} onClick={() => choose("POST", "agent/confirm", "You have said that it was you.")}>
            This was me
          </Button>
        )}
        <Button kind="danger" pending={isAtWork} onClick={() => choose("DELETE", "token", "The token has ended.")}>
          End this token
        </Button>
      </div>
    </div>
  );
}
