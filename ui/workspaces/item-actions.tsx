import AppWindow from "lucide-react/icons/app-window";
import ExternalLink from "lucide-react/icons/external-link";
import Link from "lucide-react/icons/link";
import Pencil from "lucide-react/icons/pencil";
import Pin from "lucide-react/icons/pin";
import PinOff from "lucide-react/icons/pin-off";
import Trash2 from "lucide-react/icons/trash-2";
import Users from "lucide-react/icons/users";
import { writeClipboard } from "#ui/design/clipboard.ts";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useSession } from "#ui/engine/data.tsx";
import { useOutside } from "#ui/engine/framing.ts";
import { Action, actionLook } from "./action.tsx";
import type { Item } from "./item.ts";
import type { Part } from "./item-sheet.tsx";
import { addressOf } from "./open-link.tsx";
import { sayHeldBack, saySharing } from "./say-sharing.ts";
import { useAct } from "./use-act.tsx";

interface ItemActionsProps {
  item: Item;
  onPart: (part: Part) => void;
  onDone: (text: string) => Promise<void>;
  onClose: () => void;
}

/** What can be done with an app or a port, one line each. */
export function ItemActions({ item, onPart, onDone, onClose }: ItemActionsProps) {
  const { app, pinned, workspace } = item;
  const name = app ? item.name : `Port ${item.name}`;
  const { isOutside, tryInside } = useOutside(useSession()?.user.id, item.label);
  const { isAtWork, failure, setFailure, act } = useAct();
  const isOwn = workspace.mine && !app?.fromFile;

  const togglePin = () =>
    act(async () => {
      await callApi(`/workspaces/${workspace.id}/pins/${item.id}`, { method: pinned ? "DELETE" : "PUT" });
      await onDone(pinned ? `${name} is no longer pinned.` : `${name} is pinned.`);
    });
  const copy = async () => {
    if (await writeClipboard(new URL(addressOf(item), location.href).href)) await onDone("Link copied.");
    else setFailure({ text: "Could not copy. The address is written above." });
  };
  return (
    <>
      {failure && (
        <Note role="alert" tone="bad" className="mb-3">
          {failure.text}
        </Note>
      )}
      {isOutside && (
        <Note icon={<ExternalLink />} className="mb-3">
          This app does not run inside another page, so it opens in the browser.
        </Note>
      )}
      <ul role="list" className="-mx-2.5 -mb-1">
        {item.href !== "" && (
          <li>
            <a href={addressOf(item)} target="_blank" rel="noopener" className={actionLook} onClick={onClose}>
              <ExternalLink />
              Open in browser
            </a>
          </li>
        )}
        {isOutside && (
          <Action
            icon={<AppWindow />}
            onClick={() => {
              tryInside();
              onClose();
            }}
          >
            Try it inside again
          </Action>
        )}
        <Action icon={pinned ? <PinOff /> : <Pin />} isAtWork={isAtWork} onClick={() => void togglePin()}>
          {pinned ? "Unpin" : "Pin to the top"}
        </Action>
        {item.href !== "" && (
          <Action icon={<Link />} onClick={() => void copy()}>
            Copy link
          </Action>
        )}
        {isOwn && (
          <>
            <Action icon={<Users />} aside={saySharing(item.sharing)} onClick={() => onPart("share")}>
              Share
            </Action>
            <Action icon={<Pencil />} onClick={() => onPart("edit")}>
              {app ? "Edit" : "Name this port"}
            </Action>
          </>
        )}
        {isOwn && app && (
          <Action icon={<Trash2 />} isDangerous onClick={() => onPart("remove")}>
            Remove
          </Action>
        )}
      </ul>
      {item.href === "" && <p className="mt-4 text-13 text-muted">It cannot be opened from here: this door has no addresses for apps.</p>}
      {item.heldBack && <p className="mt-4 text-13 text-muted">{sayHeldBack(item.heldBack)}</p>}
      {app?.fromFile && <p className="mt-4 text-13 text-muted">Declared in latchkey.yaml, and so changed and shared there.</p>}
    </>
  );
}
