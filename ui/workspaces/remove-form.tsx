import { Button } from "#ui/design/button.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import type { Item } from "./item.ts";
import { useAct } from "./use-act.tsx";

interface RemoveFormProps {
  item: Item;
  onDone: (text: string) => Promise<void>;
  onKeep: () => void;
}

/** Asks before an app loses its name. What listens goes on listening. */
export function RemoveForm({ item, onDone, onKeep }: RemoveFormProps) {
  const { isAtWork, failure, act } = useAct();
  const remove = () =>
    act(async () => {
      await callApi(`/workspaces/${item.workspace.id}/apps/${item.id}`, { method: "DELETE" });
      await onDone(`${item.name} is removed.`);
    });
  return (
    <>
      <p className="-mt-3 text-muted">
        Its address stops working within 5 seconds, for everybody it is shared with. The program itself goes on running, and its port stays
        on Home.
      </p>
      {failure && (
        <Note role="alert" tone="bad" className="mt-4">
          {failure.text}
        </Note>
      )}
      <div className="mt-6 flex flex-col-reverse gap-2.5 desk:flex-row desk:justify-end">
        <Button onClick={onKeep}>Keep</Button>
        <Button kind="danger-primary" pending={isAtWork} onClick={() => void remove()}>
          Remove {item.name}
        </Button>
      </div>
    </>
  );
}
