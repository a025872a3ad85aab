import Copy from "lucide-react/icons/copy";
import Scaling from "lucide-react/icons/scaling";
import X from "lucide-react/icons/x";
import { Button, IconButton } from "#ui/design/button.tsx";
import { writeClipboard } from "#ui/design/clipboard.ts";
import { useSignal } from "#ui/engine/use-signal.ts";
import { firstState } from "./pane-state.ts";
import type { Pane } from "./pane.ts";

/** What is said of a terminal while it is used, over its last lines: quietly, and only while it is so. */
export function PaneNotes({ pane }: { pane: Pane }) {
  const { link, isLate, unsent, isForeignSize, toCopy } = useSignal(pane.state, firstState);
  const isReconnecting = link === "lost" && isLate;
  const copy = async () => {
    if (toCopy !== null) await writeClipboard(toCopy);
    pane.forgetCopy();
    pane.emulator.terminal.focus();
  };
  return (
    <div className="pane-notes">
      <div role="status" className="contents">
        {isReconnecting && <p className="pane-pill arrive">Reconnecting</p>}
        {unsent > 0 && <p className="pane-pill arrive">{unsent === 1 ? "1 character" : `${unsent} characters`} not sent yet</p>}
        {toCopy !== null && (
          <div className="pane-pill pane-pill-act arrive">
            <span className="min-w-0 truncate">A program here wants to copy {toCopy.length} characters</span>
            <Button icon={<Copy className="size-4" />} onClick={() => void copy()}>
              Copy
            </Button>
            <IconButton label="Do not copy" icon={<X className="size-4" />} onClick={() => pane.forgetCopy()} />
          </div>
        )}
      </div>
      {isForeignSize && link === "live" && (
        <button type="button" className="pane-pill pane-pill-button late" onClick={() => pane.takeSize()}>
          <Scaling aria-hidden="true" className="size-4 text-muted" />
          Sized for another screen · Fit to this one
        </button>
      )}
    </div>
  );
}
