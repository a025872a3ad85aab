import { useId, type ComponentProps, type ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** What a control needs so that its label, hint and error are read with it. */
export interface FieldWiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldProps {
  label: string;
  /** At the end of the label's line; may come and go, for it moves nothing. */
  aside?: ReactNode;
  /** Under the control. Given as "", it keeps the place of a line for an error to come. */
  hint?: ReactNode;
  /** What is wrong and what to do; takes the hint's place. */
  error?: string | null;
}

export function Field({ label, aside, hint, error, children }: FieldProps & { children: (wiring: FieldWiring) => ReactNode }) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(error) || hint !== undefined;
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, "aria-describedby": hasNote ? noteId : undefined, "aria-invalid": error ? true : undefined })}
      {hasNote && (
        <div id={noteId} className="min-h-[1.125rem] text-13 text-muted">
          {error ? (
            <p role="alert" className="text-bad">
              {error}
            </p>
          ) : (
            hint
          )}
        </div>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<ComponentProps<"input">, "className" | "id">, FieldProps {
  mono?: boolean;
}

export function TextField({ label, aside, hint, error, mono, ...input }: TextFieldProps) {
  return (
    <Field label={label} aside={aside} hint={hint} error={error}>
      {(wiring) => <input {...input} {...wiring} className={classNames("control", mono && "font-mono")} />}
    </Field>
  );
}
