import { useState, type FormEvent } from "react";
import type { ProxyView } from "#protocol/regions.ts";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "#ui/workspaces/use-act.tsx";
import { tidyName, whichName } from "./name.ts";

/** Gives a proxy another name. */
export function RenameForm({ proxy, onDone }: { proxy: ProxyView; onDone: (name: string) => Promise<void> }) {
  const [name, setName] = useState(proxy.name);
  const { isAtWork, failure, setFailure, act } = useAct();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const text = tidyName(name);
    if (!text) return setFailure({ text: whichName, field: "name" });
    void act(async () => {
      await callApi<ProxyView>(`/proxies/${proxy.id}`, { method: "PATCH", body: { name: text } });
      await onDone(text);
    });
  };
  return (
    <form onSubmit={send} noValidate className="grid grid-cols-1 gap-4">
      <TextField
        label="Name"
        autoComplete="off"
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="Its addresses stay as they are."
        error={failure?.field === "name" ? failure.text : null}
      />
      {failure && failure.field !== "name" && (
        <Note role="alert" tone="bad">
          {failure.text}
        </Note>
      )}
      <Button type="submit" kind="primary" pending={isAtWork} className="w-full">
        Rename
      </Button>
    </form>
  );
}
