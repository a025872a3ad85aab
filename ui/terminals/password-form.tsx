import { useState, type FormEvent } from "react";
import type { Confirmation } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { PasswordField } from "#ui/design/password-field.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "#ui/workspaces/use-act.ts";

/** The password once more; from then on terminals open on this device as before. */
export function PasswordForm({ onConfirmed }: { onConfirmed: () => void }) {
  const [password, setPassword] = useState("");
  const { isAtWork, failure, act } = useAct();
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      await callApi("/session/confirm", { method: "POST", body: { password } satisfies Confirmation });
      onConfirmed();
    });
  };
  return (
    <form onSubmit={confirm} className="grid gap-5 text-left text-text">
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
        error={failure?.text ?? null}
        required
      />
      <Button type="submit" kind="primary" pending={isAtWork}>
        Open the terminal
      </Button>
    </form>
  );
}
