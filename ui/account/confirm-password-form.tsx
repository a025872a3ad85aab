import { useState, type FormEvent } from "react";
import type { Confirmation } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { PasswordField } from "#ui/design/password-field.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import { callApi } from "#ui/engine/api.ts";

interface ConfirmPasswordFormProps {
  /** What goes on once it was right. */
  act: string;
  onConfirmed: () => void;
}

/** The password once more; from then on this session is not asked again for a while. */
export function ConfirmPasswordForm({ act, onConfirmed }: ConfirmPasswordFormProps) {
  const [password, setPassword] = useState("");
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    // A form behind this one, in whose sheet it is asked, is not sent by it: React hands events on through portals.
    event.stopPropagation();
    if (isAtWork) return;
    setAtWork(true);
    setFailure(null);
    try {
      await callApi("/session/confirm", { method: "POST", body: { password } satisfies Confirmation });
      onConfirmed();
    } catch (error) {
      setFailure(sayFailure(error, Date.now()).text);
    } finally {
      setAtWork(false);
    }
  };
  return (
    <form onSubmit={(event) => void confirm(event)} className="grid gap-5 text-left text-text">
      <PasswordField label="Password" autoComplete="current-password" value={password} onValue={setPassword} error={failure} required />
      <Button type="submit" kind="primary" pending={isAtWork}>
        {act}
      </Button>
    </form>
  );
}
