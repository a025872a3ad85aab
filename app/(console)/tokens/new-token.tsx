import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useState, type FormEvent } from "react";
import type { KeyView, Scope } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { CopyButton } from "#ui/design/copy-button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { SelectField } from "#ui/design/select-field.tsx";
import { Sheet } from "#ui/design/sheet.tsx";
import { callApi } from "#ui/engine/api.ts";
import { livesUpTo } from "#ui/keys/lives.ts";
import { useAct } from "#ui/workspaces/use-act.tsx";
import { ScopePicker } from "./scope-picker.tsx";

interface NewTokenProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMade: () => Promise<void>;
  /** The most that this server lets a token live. */
  maxSeconds: number;
}

/** Makes a token, then shows it this once. What it showed is forgotten when the sheet has closed. */
export function NewToken({ open, onOpenChange, onMade, maxSeconds }: NewTokenProps) {
  const [token, setToken] = useState<string | null>(null);
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      onClosed={() => setToken(null)}
      title={token ? "Your new token" : "New token"}
      note={token ? "Copy it now. It is not shown again." : undefined}
    >
      {token ? (
        <Made token={token} onDone={() => onOpenChange(false)} />
      ) : (
        <Form
          maxSeconds={maxSeconds}
          onMade={(made) => {
            setToken(made);
            void onMade();
          }}
        />
      )}
    </Sheet>
  );
}

function Form({ maxSeconds, onMade }: { maxSeconds: number; onMade: (token: string) => void }) {
  const lives = livesUpTo(maxSeconds);
  const [name, setName] = useState("");
  const [lifetime, setLifetime] = useState(() => (lives.some(({ value }) => value === "30d") ? "30d" : (lives.at(-1)?.value ?? "")));
  const [scopes, setScopes] = useState<readonly Scope[]>(["all"]);
  const { isAtWork, failure, setFailure, act, question } = useAct();

  const create = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setFailure({ text: "Give it a name that you will recognise.", field: "name" });
    if (scopes.length === 0) return setFailure({ text: "Choose at least one thing it may do." });
    void act(async () => {
      const body = { name: name.trim(), lifetime, scopes };
      onMade((await callApi<{ key: KeyView; token: string }>("/keys", { method: "POST", body })).token);
    });
  };

  return (
    <>
      <form onSubmit={create} noValidate className="grid grid-cols-1 gap-4">
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={80}
          hint="What will use it, such as “backup script”."
          error={failure?.field === "name" ? failure.text : null}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField label="Life" options={lives} value={lifetime} onChange={(event) => setLifetime(event.target.value)} />
        <ScopePicker value={scopes} onValue={setScopes} />
        {failure && failure.field !== "name" && (
          <Note role="alert" tone="bad">
            {failure.text}
          </Note>
        )}
        <Button type="submit" kind="primary" pending={isAtWork} className="mt-1 w-full">
          Create token
        </Button>
      </form>
      {question}
    </>
  );
}

function Made({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <div className="grid gap-4">
      <div data-testid="token" className="rounded-control border border-line bg-bg px-3.5 py-3 font-mono text-15 break-all select-all">
        {token}
      </div>
      <Note tone="warn" icon={<TriangleAlert />}>
        Whoever has this text can do what you chose, until it ends or you revoke it.
      </Note>
      <div className="grid gap-2.5 desk:grid-cols-2">
        <CopyButton text={token} kind="primary" className="w-full" />
        <Button className="w-full" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
