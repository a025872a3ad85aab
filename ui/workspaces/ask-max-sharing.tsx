import Globe from "lucide-react/icons/globe";
import type { Sharing, WorkspaceView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "./use-act.tsx";

/** Asks the owner of a machine from before there were ceilings, once, whether its own file shall still be able to share publicly. */
export function AskMaxSharing({ workspace, onDone }: { workspace: WorkspaceView; onDone: () => Promise<void> }) {
  const { isAtWork, failure, act } = useAct();
  const say = (maxSharing: Sharing) =>
    void act(async () => {
      await callApi(`/workspaces/${workspace.id}/settings`, { method: "PUT", body: { maxSharing } });
      await onDone();
    });
  return (
    <Note tone="warn" icon={<Globe />} className="mb-3">
      <span className="font-medium">This machine may make its own apps public.</span> Its latchkey.yaml can share them with anybody, without
      you. Shall it?
      {failure && (
        <span role="alert" className="mt-1 block text-bad">
          {failure.text}
        </span>
      )}
      <span className="mt-3 flex flex-wrap gap-2">
        <Button pending={isAtWork} onClick={() => say("authenticated")}>
          Only people signed in
        </Button>
        <Button onClick={() => say("public")}>Keep</Button>
      </span>
    </Note>
  );
}
