import { useState, type FormEvent } from "react";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { useAct } from "#ui/workspaces/use-act.ts";

interface ProxyFormProps {
  /** The button, by what it does. */
  act: string;
  before?: string;
  onName: (name: string) => Promise<void>;
}

/** Gives a proxy its name. */
export function ProxyForm({ act: words, before = "", onName }: ProxyFormProps) {
  const [name, setName] = useState(before);
  const { isAtWork, failure, setFailure, act } = useAct();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const text = name.trim().replace(/\s+/g, " ");
    if (!text) return setFailure({ text: "Give it a name, such as Sydney.", field: "name" });
    void act(() => onName(text));
  };
  return (
    <form onSubmit={send} noValidate className="grid grid-cols-1 gap-4">
      <TextField
        label="Name"
        autoComplete="off"
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="Where it is, such as “Sydney”: everybody who opens apps chooses by it."
        error={failure?.field === "name" ? failure.text : null}
      />
      {failure && failure.field !== "name" && (
        <Note role="alert" tone="bad">
          {failure.text}
        </Note>
      )}
      <Button type="submit" kind="primary" pending={isAtWork} className="w-full">
        {words}
      </Button>
    </form>
  );
}
