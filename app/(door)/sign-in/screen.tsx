"use client";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { PasswordField } from "#ui/design/password-field.tsx";
import { DoorFrame } from "#ui/door/door-frame.tsx";
import { readTyped } from "#ui/door/use-early-input.ts";
import { sayFailure } from "#ui/door/say-failure.ts";
import { goOn, signIn, takeWhyEnded } from "#ui/engine/sign-in.ts";

interface SignInScreenProps {
  host: string;
  /** How long this door keeps an unused session. */
  lifetimeSeconds: number;
  /** What the server can say of why; null where only this browser may know. */
  why: string | null;
}

/** A browser with a device key never gets here: the boot script leaves before anything is painted. */
export function SignInScreen({ host, lifetimeSeconds, why: whySaid }: SignInScreenProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const whyNoted = useWhyEnded(lifetimeSeconds);
  const why = whySaid ?? whyNoted;
  const passwordField = useRef<HTMLInputElement>(null);

  const takeTyped = (typed: Record<string, string>) => {
    setEmail((now) => typed["email"] ?? now);
    setPassword((now) => typed["password"] ?? now);
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isAtWork) return;
    // What is in the fields counts, whoever put it there: in the moment in which the page comes alive, nothing else knows of it.
    const typed = readTyped(event.currentTarget);
    takeTyped(typed);
    if (!typed["email"]?.trim() || !typed["password"]) return setFailure("Enter your e-mail and your password.");
    setAtWork(true);
    setFailure(null);
    try {
      await signIn({ email: typed["email"], password: typed["password"] });
      goOn();
    } catch (error) {
      setFailure(sayFailure(error, Date.now()).text);
      setAtWork(false);
      passwordField.current?.focus();
    }
  };

  return (
    <DoorFrame title="Sign in" host={host} why={why} onSubmit={(event) => void submit(event)} onFoundTyped={takeTyped}>
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
        hint=""
        error={failure}
        value={password}
        onValue={setPassword}
      />
      <Button type="submit" kind="primary" pending={isAtWork} className="button-tall w-full">
        Sign in
      </Button>
    </DoorFrame>
  );
}

/** Known after hydration only: it is in this browser's storage, and in its time zone. Most sign-ins have nothing to tell. */
function useWhyEnded(lifetimeSeconds: number): string | null {
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    const ended = takeWhyEnded();
    if (!ended) return;
    void import("#ui/door/say-why-ended.ts").then(({ sayWhyEnded }) => setWhy(sayWhyEnded(ended, { now: Date.now(), lifetimeSeconds })));
  }, [lifetimeSeconds]);
  return why;
}
