import { useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { HostText } from "#ui/design/host-text.tsx";
import { Sheet } from "#ui/design/sheet.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { AppForm } from "./app-form.tsx";
import { ItemActions } from "./item-actions.tsx";
import type { Item } from "./item.ts";
import { RemoveForm } from "./remove-form.tsx";
import { ShareForm } from "./share-form.tsx";

/** What a person asked of the list: more about one thing of it, or a new app. */
export type Asked = { kind: "more"; item: Item } | { kind: "add"; workspace: WorkspaceView };

/** The parts of the sheet: what can be done, and the forms that it leads to. */
export type Part = "more" | "share" | "edit" | "remove";

interface ItemSheetProps {
  open: boolean;
  asked: Asked;
  /** All there is now: what the sheet is about may change while it is open. */
  items: readonly Item[];
  onOpenChange: (open: boolean) => void;
  /** Something was changed at the door. */
  onDone: () => Promise<void>;
}

/** Everything that can be done with an app or a port, in one sheet. Made anew for each asking. */
export function ItemSheet({ open, asked, items, onOpenChange, onDone }: ItemSheetProps) {
  const [part, setPart] = useState<Part>("more");
  const { say } = useToasts();
  const done = async (text: string) => {
    await onDone();
    onOpenChange(false);
    say(text);
  };
  const item = asked.kind === "more" ? (items.find(({ key }) => key === asked.item.key) ?? asked.item) : null;
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={titleOf(item, part)} note={noteOf(item, part)}>
      {!item && asked.kind === "add" && <AppForm workspace={asked.workspace} item={null} onDone={done} />}
      {item && part === "more" && <ItemActions item={item} onPart={setPart} onDone={done} onClose={() => onOpenChange(false)} />}
      {item && part === "share" && <ShareForm item={item} onDone={done} />}
      {item && part === "edit" && <AppForm workspace={item.workspace} item={item} onDone={done} />}
      {item && part === "remove" && <RemoveForm item={item} onDone={done} onKeep={() => setPart("more")} />}
    </Sheet>
  );
}

function titleOf(item: Item | null, part: Part): string {
  if (!item) return "Add app";
  const name = item.app ? item.name : `Port ${item.name}`;
  if (part === "share") return "Who can open it";
  if (part === "edit") return item.app ? `Edit ${name}` : `Name port ${item.name}`;
  return part === "remove" ? `Remove ${name}?` : name;
}

function noteOf(item: Item | null, part: Part) {
  if (!item) return "It gets an address of its own, and a place on Home.";
  if (part === "more")
    return (
      <span className="block font-mono text-13 wrap-anywhere">
        <HostText>{item.host || item.href}</HostText>
      </span>
    );
  if (part === "share") return item.app ? item.name : `Port ${item.name}${item.port?.process ? `, ${item.port.process}` : ""}`;
  return undefined;
}
