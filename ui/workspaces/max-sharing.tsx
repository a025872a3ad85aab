import { useState } from "react";
import type { Sharing, WorkspaceSettings, WorkspaceView } from "#protocol/api.ts";
import { SelectField } from "#ui/design/select-field.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useDoorData } from "#ui/engine/data.tsx";
import { saySharing, sharingsUpTo } from "./say-sharing.ts";
import { useAct } from "./use-act.tsx";

/** The most that a machine's own latchkey.yaml may share, as its owner has it. In force at once. */
export function MaxSharing({ workspace, onDone }: { workspace: WorkspaceView; onDone: () => Promise<void> }) {
  const path = `/workspaces/${workspace.id}/settings`;
  const settings = useDoorData<WorkspaceSettings>(path);
  // What the person has just chosen, until the server says so itself.
  const [wanted, setWanted] = useState<Sharing | null>(null);
  const { isAtWork, failure, act, question } = useAct();
  const change = (maxSharing: Sharing) => {
    if (isAtWork) return;
    setWanted(maxSharing);
    void act(async () => {
      try {
        await callApi<WorkspaceSettings>(path, { method: "PUT", body: { maxSharing } });
        await Promise.all([settings.refresh(), onDone()]);
      } finally {
        setWanted(null);
      }
    });
  };
  const allowed = sharingsUpTo(workspace.maxSharing);
  const now = wanted ?? settings.data?.maxSharing ?? "authenticated";
  return (
    <div className="mb-3">
      <SelectField
        label="latchkey.yaml may share with"
        hint="At most. What you share here in the app is not held back by it."
        options={allowed.map((sharing) => ({ value: sharing, label: saySharing(sharing) }))}
        value={allowed.includes(now) ? now : allowed.at(-1)}
        disabled={!settings.data}
        onChange={(event) => change(event.target.value as Sharing)}
        error={failure?.text ?? null}
      />
      {question}
    </div>
  );
}
