import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useState, type FormEvent } from "react";
import type { KeyView, Scope } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { CopyButton } from "#ui/design/copy-button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { SelectField } from "#ui/design/select-field.tsx";
import { Sheet } from "#ui/design/sheet.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import { callApi } from "#ui/engine/api.ts";
import { ScopePicker } from "./scope-picker.tsx";

const lives = [
  { value: "1d", label: "1 day" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
  { value: "365d", label: "1 year" },
] as const;

interface NewTokenProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMade: () => Promise<void>;
}

/** Makes a token, then shows it this once. What it showed is forgotten when the sheet has closed. */
export function NewToken({ open, onOpenChange, onMade }: NewTokenProps) {
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
          onMade={(made) => {
            setToken(made);
            void onMade();
          }}
        />
      )}
    </Sheet>
  );
}

function Form({ onMade }: { onMade: (token: string) => void }) {
  const [name, setName] = useState("");
  const [lifetime, setLifetime] = useState("30d");
  const [scopes, setScopes] = useState<readonly Scope[]>(["all"]);
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<{ text: string; field?: string } | null>(null);

  const create = async (event: FormEvent) => {
    event.preventDefault();
    if (isAtWork) return;
    if (!name.trim()) return setFailure({ text: "Give it a name that you will recognise.", field: "name" });
    if (scopes.length === 0) return setFailure({ text: "Choose at least one thing it may do." });
    setAtWork(true);
    setFailure(null);
    try {
      onMade(
        (await callApi<{ key: KeyView; token: string }>("/keys", { method: "POST", body: { name: name.trim(), lifetime, scopes } })).token,
      );
    } catch (error) {
      setFailure(sayFailure(error, Date.now()));
      setAtWork(false);
    }
  };

  return (
    <form onSubmit={(event) => void create(event)} noValidate className="grid grid-cols-1 gap-4">
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
