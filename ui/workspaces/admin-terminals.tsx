import { useState } from "react";
import type { WorkspaceSettings, WorkspaceView } from "#protocol/api.ts";
import { Note } from "#ui/design/note.tsx";
import { SwitchRow } from "#ui/design/switch-row.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useDoorData } from "#ui/engine/data.tsx";
import { useAct } from "./use-act.tsx";

/** Whether administrators of the door may open terminals on a machine, as its owner has it. */
export function AdminTerminals({ workspace, onDone }: { workspace: WorkspaceView; onDone: () => Promise<void> }) {
  const path = `/workspaces/${workspace.id}/settings`;
  const settings = useDoorData<WorkspaceSettings>(path);
  // What the person has just chosen, until the door says so itself.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const { isAtWork, failure, act } = useAct();
  const change = (adminTerminals: boolean) => {
    if (isAtWork) return;
    setWanted(adminTerminals);
    void act(async () => {
      try {
        await callApi<WorkspaceSettings>(path, { method: "PUT", body: { adminTerminals } });
        await Promise.all([settings.refresh(), onDone()]);
      } finally {
        setWanted(null);
      }
    });
  };
  const problem = failure?.text ?? (settings.data ? null : settings.error?.message);
  return (
    <>
      <SwitchRow label="Administrators may open terminals here" isOn={wanted ?? settings.data?.adminTerminals ?? null} onChange={change}>
        Owners and administrators of this door can then do anything here that you can.
      </SwitchRow>
      {problem && (
        <Note role="alert" tone="bad" className="mt-2">
          {problem}
        </Note>
      )}
    </>
  );
}
