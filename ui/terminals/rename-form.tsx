import { useState, type FormEvent } from "react";
import type { TerminalChange, TerminalView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "#ui/workspaces/use-act.tsx";
import { sayTerminal } from "./say-terminal.ts";

/** Gives a terminal a name of the person's own; none gives it back to its program. */
export function RenameForm({ terminal, onDone }: { terminal: TerminalView; onDone: (text: string) => Promise<void> }) {
  const [name, setName] = useState(terminal.name ?? "");
  const { isAtWork, failure, act } = useAct();
  const rename = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      const body: TerminalChange = { name: name.trim() === "" ? null : name.trim() };
      await callApi(`/terminals/${terminal.id}`, { method: "PATCH", body });
      await onDone(body.name === null ? "It is called what its program says." : `Renamed to ${body.name}.`);
    });
  };
  return (
    <form onSubmit={rename} className="grid gap-5">
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder={sayTerminal({ ...terminal, name: null })}
        hint="Empty: what its program says."
        error={failure?.text ?? null}
        maxLength={64}
        autoComplete="off"
        autoCapitalize="none"
        enterKeyHint="done"
      />
      <Button type="submit" kind="primary" pending={isAtWork}>
        Rename
      </Button>
    </form>
  );
}
