"use client";
import History from "lucide-react/icons/history";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { PasswordField } from "#ui/design/password-field.tsx";
import { DoorFrame } from "#ui/door/door-frame.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import { sayWhyEnded } from "#ui/door/say-why-ended.ts";
import { goOn, signIn, takeWhyEnded } from "#ui/engine/sign-in.ts";

interface SignInScreenProps {
  host: string;
  /** How long this door keeps an unused session. */
  lifetimeSeconds: number;
}

/** A browser with a device key never gets here: the boot script leaves before anything is painted. */
export function SignInScreen({ host, lifetimeSeconds }: SignInScreenProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const why = useWhyEnded(lifetimeSeconds);
  const passwordField = useRef<HTMLInputElement>(null);

  const takeTyped = (typed: Record<string, string>) => {
    setEmail((now) => typed["email"] ?? now);
    setPassword((now) => typed["password"] ?? now);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isAtWork) return;
    if (!email.trim()) return setFailure("Enter your e-mail.");
    if (!password) return setFailure("Enter your password.");
    setAtWork(true);
    setFailure(null);
    try {
      await signIn({ email, password });
      goOn();
    } catch (error) {
      setFailure(sayFailure(error, Date.now()).text);
      setAtWork(false);
      passwordField.current?.focus();
    }
  };

  const note = failure ? (
    <Note role="alert" tone="bad" className="w-full">
      {failure}
    </Note>
  ) : (
    why && (
      <Note role="status" icon={<History />} className="w-full">
        {why}
      </Note>
    )
  );

  return (
    <DoorFrame title="Sign in" host={host} note={note} onSubmit={(event) => void submit(event)} onFoundTyped={takeTyped}>
      <TextField
        label="E-mail"
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        ref={passwordField}
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
      <Button type="submit" kind="primary" wide pending={isAtWork} className="min-h-12!">
        Sign in
      </Button>
    </DoorFrame>
  );
}

/** Known after hydration only: it is in this browser's storage, and in its time zone. */
function useWhyEnded(lifetimeSeconds: number): string | null {
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    const ended = takeWhyEnded();
    setWhy(ended && sayWhyEnded(ended, { now: Date.now(), lifetimeSeconds }));
  }, [lifetimeSeconds]);
  return why;
}
