import { useState, type FormEvent } from "react";
import type { KeysView, UserView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { focusField } from "#ui/design/focus-field.ts";
import { Note } from "#ui/design/note.tsx";
import { PasswordField } from "#ui/design/password-field.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { readTyped, useEarlyInput } from "#ui/door/use-early-input.ts";
import { sayFailure } from "#ui/door/say-failure.ts";
import { callApi } from "#ui/engine/api.ts";
import { tickedAtFirst } from "#ui/keys/endable.ts";
import { TokenChoice } from "#ui/keys/token-choice.tsx";

interface PasswordFormProps {
  user: UserView;
  keys: KeysView | undefined;
  onChanged: () => Promise<void>;
}

/** The old password, then a new one, and which tokens end with the old one. What was typed stays when the server says no. */
export function PasswordForm({ user, keys, onChanged }: PasswordFormProps) {
  const { say } = useToasts();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  // Null until somebody has ticked anything.
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const ticked = chosen ?? tickedAtFirst(keys);
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<{ text: string; field?: string } | null>(null);

  const takeTyped = (typed: Record<string, string>) => {
    setCurrent((now) => typed["current"] ?? now);
    setNext((now) => typed["password"] ?? now);
  };
  const form = useEarlyInput(takeTyped);
  const change = (set: (value: string) => void) => (value: string) => {
    set(value);
    setFailure(null);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isAtWork) return;
    const fields = event.currentTarget.elements;
    // What is in the fields counts, whoever put it there: see the sign-in screen.
    const typed = readTyped(event.currentTarget);
    takeTyped(typed);
    const fail = (said: { text: string; field?: string }) => {
      setFailure(said);
      focusField(fields, said.field);
    };
    if (!typed["current"]) return fail({ text: "Enter the password you have now.", field: "current" });
    if (!typed["password"]) return fail({ text: "Enter the password you want.", field: "password" });
    setAtWork(true);
    setFailure(null);
    try {
      const body = { current: typed["current"], next: typed["password"], endTokens: [...ticked] };
      await callApi("/account/password", { method: "POST", body });
      setCurrent("");
      setNext("");
      setChosen(null);
      await onChanged();
      say(`Password changed. All other sessions have ended${sayTokens(ticked.size)}.`);
    } catch (error) {
      fail(sayFailure(error, Date.now()));
    } finally {
      setAtWork(false);
    }
  };

  const isOfField = failure?.field === "current" || failure?.field === "password";
  return (
    <form ref={form} method="post" onSubmit={(event) => void submit(event)} noValidate className="grid max-w-[26rem] gap-4">
      {/* So that a password manager knows whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordField
        label="Current password"
        name="current"
        autoComplete="current-password"
        required
        error={failure?.field === "current" ? failure.text : null}
        value={current}
        onValue={change(setCurrent)}
      />
      <PasswordField
        label="New password"
        name="password"
        autoComplete="new-password"
        required
        personal={[user.email, user.name]}
        error={isOfField && failure.field !== "current" ? failure.text : null}
        value={next}
        onValue={change(setNext)}
      />
      <TokenChoice keys={keys} ticked={ticked} onTicked={setChosen} />
      {failure && !isOfField && (
        <Note role="alert" tone="bad">
          {failure.text}
        </Note>
      )}
      <div className="grid desk:justify-start">
        <Button type="submit" kind="primary" pending={isAtWork}>
          Change password
        </Button>
      </div>
    </form>
  );
}

function sayTokens(count: number): string {
  if (count === 0) return "";
  return count === 1 ? ", and 1 token" : `, and ${count} tokens`;
}
