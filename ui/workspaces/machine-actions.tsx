import History from "lucide-react/icons/history";
import SquareTerminal from "lucide-react/icons/square-terminal";
import Trash2 from "lucide-react/icons/trash-2";
import type { WorkspaceView } from "#protocol/api.ts";
import { ScreenLink } from "#ui/frame/link.tsx";
import { Action, actionLook } from "./action.tsx";
import { AdminTerminals } from "./admin-terminals.tsx";
import { MaxSharing } from "./max-sharing.tsx";

interface MachineActionsProps {
  workspace: WorkspaceView;
  onRenew: () => void;
  onRemove: () => void;
  /** Something was changed at the door. */
  onDone: () => Promise<void>;
}

/** What can be done with a machine, one line each, what its own file may share, and who else may open terminals on it. */
export function MachineActions({ workspace, onRenew, onRemove, onDone }: MachineActionsProps) {
  return (
    <>
      <MaxSharing workspace={workspace} onDone={onDone} />
      <AdminTerminals workspace={workspace} onDone={onDone} />
      <ul role="list" className="-mx-2.5 mt-3 -mb-1 border-t border-line pt-3">
        <li>
          <ScreenLink href={`/activity/${workspace.id}`} className={actionLook}>
            <History />
            Activity
          </ScreenLink>
        </li>
        {!workspace.builtIn && (
          <>
            <Action icon={<SquareTerminal />} onClick={onRenew}>
              New command
            </Action>
            <Action icon={<Trash2 />} isDangerous onClick={onRemove}>
              Remove {workspace.name}
            </Action>
          </>
        )}
      </ul>
    </>
  );
}
