import { useId, type ComponentProps, type ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** What a control needs so that its label, hint and error are read with it. */
export interface FieldWiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong and what to do; takes the hint's place, so that nothing below moves. */
  error?: string | null;
  /** For a hint that goes on telling something: it stays beside an error. */
  keepsHint?: boolean;
  children: (wiring: FieldWiring) => ReactNode;
}

export function Field({ label, hint, error, keepsHint = false, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(error) || hint !== undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-15 font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": hasNote ? noteId : undefined, "aria-invalid": error ? true : undefined })}
      {hasNote && (
        <div id={noteId} className="min-h-[1.125rem] text-13 text-muted">
          {error && <p className="text-bad">{error}</p>}
          {(!error || keepsHint) && hint}
        </div>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<ComponentProps<"input">, "className" | "id">, Pick<FieldProps, "label" | "hint" | "error"> {
  mono?: boolean;
}

export function TextField({ label, hint, error, mono, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <input {...input} {...wiring} className={classNames(controlLook, mono && "font-mono")} />}
    </Field>
  );
}

interface SelectFieldProps extends Omit<ComponentProps<"select">, "className" | "id">, Pick<FieldProps, "label" | "hint" | "error"> {
  options: readonly { value: string; label: string }[];
}

/** The platform's own list: on a phone nothing is better at the thumb. */
export function SelectField({ label, hint, error, options, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <span className="relative grid">
          <select {...select} {...wiring} className={classNames(controlLook, "appearance-none pr-10")}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <svg
            viewBox="0 0 16 16"
            className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.75"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d="m4 6 4 4 4-4" />
          </svg>
        </span>
      )}
    </Field>
  );
}

/** 16 px at least: below that iOS zooms into a field and never back out. */
export const controlLook =
  "min-h-12 w-full rounded-control border border-edge bg-surface px-3 text-16 text-text placeholder:text-muted transition-[border-color,box-shadow] hover:border-muted focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-bad desk:pointer-fine:min-h-10";
