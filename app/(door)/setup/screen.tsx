"use client";
import { useState, type FormEvent } from "react";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { PasswordField } from "#ui/design/password-field.tsx";
import { focusField } from "#ui/design/focus-field.ts";
import { DoorFrame } from "#ui/door/door-frame.tsx";
import { readTyped } from "#ui/door/use-early-input.ts";
import { sayFailure } from "#ui/door/say-failure.ts";
import { goOn, setUp } from "#ui/engine/sign-in.ts";

export function SetupScreen({ host, isCodeNeeded }: { host: string; isCodeNeeded: boolean }) {
  const [form, setForm] = useState({ name: "", email: "", password: "", code: "" });
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<{ text: string; field?: string } | null>(null);
  const set = (field: keyof typeof form) => (value: string) => {
    setForm((now) => ({ ...now, [field]: value }));
    setFailure((now) => (now?.field === field ? null : now));
  };
  const errorOf = (field: keyof typeof form) => (failure?.field === field ? failure.text : null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget.elements;
    if (isAtWork) return;
    // What is in the fields counts, whoever put it there: in the moment in which the page comes alive, nothing else knows of it.
    const typed = { ...form, ...readTyped(event.currentTarget) };
    setForm(typed);
    setAtWork(true);
    setFailure(null);
    try {
      const { code, ...owner } = typed;
      await setUp({ ...owner, ...(isCodeNeeded && { code }) });
      goOn();
    } catch (error) {
      const said = sayFailure(error, Date.now());
      setFailure(said);
      setAtWork(false);
      focusField(fields, said.field);
    }
  };

  const isOfField = failure?.field !== undefined && failure.field in form;
  return (
    <DoorFrame
      title="Set up your door"
      host={host}
      onSubmit={(event) => void submit(event)}
      onFoundTyped={(typed) => setForm((now) => ({ ...now, ...typed }))}
    >
      <TextField
        label="Name"
        name="name"
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        required
        maxLength={32}
        hint="Short, in lower case: it becomes part of your apps' addresses."
        error={errorOf("name")}
        value={form.name}
        onChange={(event) => set("name")(event.target.value)}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        required
        error={errorOf("email")}
        value={form.email}
        onChange={(event) => set("email")(event.target.value)}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        required
        personal={[form.email, form.name]}
        error={errorOf("password")}
        value={form.password}
        onValue={set("password")}
      />
      {isCodeNeeded && (
        <TextField
          label="Set-up code"
          name="code"
          mono
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          required
          hint="The server printed it when it started."
          error={errorOf("code")}
          value={form.code}
          onChange={(event) => set("code")(event.target.value)}
        />
      )}
      {failure && !isOfField && (
        <Note role="alert" tone="bad">
          {failure.text}
        </Note>
      )}
      <Button type="submit" kind="primary" pending={isAtWork} className="button-tall w-full">
        Create owner
      </Button>
    </DoorFrame>
  );
}
