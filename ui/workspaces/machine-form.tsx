import { useState, type FormEvent } from "react";
import type { Enrolment } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "./use-act.tsx";

/** Gives a machine its name; what it answers is the command for it. */
export function MachineForm({ onMade }: { onMade: (made: Enrolment) => void }) {
  const [name, setName] = useState("");
  const { isAtWork, failure, setFailure, act, question } = useAct();
  const make = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setFailure({ text: "Give it a name that you will recognise.", field: "name" });
    void act(async () => onMade(await callApi<Enrolment>("/workspaces", { method: "POST", body: { name: name.trim() } })));
  };
  return (
    <>
      <form onSubmit={make} noValidate className="grid grid-cols-1 gap-4">
        <TextField
          label="Name"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          value={name}
          onChange={(event) => setName(event.target.value.toLowerCase())}
          hint="It becomes part of the addresses of its apps, such as “workstation”."
          error={failure?.field === "name" ? failure.text : null}
        />
        {failure && failure.field !== "name" && (
          <Note role="alert" tone="bad">
            {failure.text}
          </Note>
        )}
        <Button type="submit" kind="primary" pending={isAtWork} className="w-full">
          Make the command
        </Button>
      </form>
      {question}
    </>
  );
}
