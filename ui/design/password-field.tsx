import { lazy, Suspense, useState, type ComponentProps, type KeyboardEvent } from "react";
import { Field } from "./field.tsx";

const StrengthMeter = lazy(async () => ({ default: (await import("./strength-meter.tsx")).StrengthMeter }));

interface PasswordFieldProps extends Omit<ComponentProps<"input">, "className" | "id" | "type" | "value" | "onChange"> {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  error?: string | null;
  /** For a password being chosen: what it must not be made of (e-mail, name). Shows the meter. */
  personal?: readonly string[];
}

/** A password that can be looked at, that tells when caps lock is on, and, where one is chosen, how strong it is. */
export function PasswordField({ label, value, onValue, hint, error, personal, ...input }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const [isCapsLocked, setCapsLocked] = useState(false);
  const noteCapsLock = (event: KeyboardEvent) => setCapsLocked(event.getModifierState("CapsLock"));

  const capsLock = (
    <span aria-live="polite" className="text-13 font-medium text-warn">
      {isCapsLocked && "Caps lock is on."}
    </span>
  );
  const meter = personal && value && (
    <Suspense fallback={lengthHint}>
      <StrengthMeter value={value} personal={personal} />
    </Suspense>
  );

  return (
    <Field label={label} aside={capsLock} hint={personal ? meter || lengthHint : hint} error={error}>
      {(wiring) => (
        <span className="relative grid">
          <input
            {...input}
            {...wiring}
            type={isShown ? "text" : "password"}
            value={value}
            onChange={(event) => onValue(event.target.value)}
            onKeyDown={noteCapsLock}
            onKeyUp={noteCapsLock}
            onBlur={() => setCapsLocked(false)}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            className="control pr-18"
          />
          <button
            type="button"
            onClick={() => setShown(!isShown)}
            className="absolute inset-y-0 right-0 w-16 rounded-control text-muted hover:text-text"
          >
            {isShown ? "Hide" : "Show"}
            <span className="sr-only"> what is typed</span>
          </button>
        </span>
      )}
    </Field>
  );
}

const lengthHint = "At least 8 characters. Three or four odd words do well.";
