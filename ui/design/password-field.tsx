import { lazy, Suspense, useState, type ComponentProps, type KeyboardEvent } from "react";
import { controlLook, Field } from "./field.tsx";

const StrengthMeter = lazy(async () => ({ default: (await import("./strength-meter.tsx")).StrengthMeter }));

interface PasswordFieldProps extends Omit<ComponentProps<"input">, "className" | "id" | "type" | "value" | "onChange"> {
  label: string;
  value: string;
  onValue: (value: string) => void;
  error?: string | null;
  /** For a password being chosen: what it must not be made of (e-mail, name). Shows the meter. */
  personal?: readonly string[];
}

/** A password that can be looked at, that tells when caps lock is on, and, where one is chosen, how strong it is. */
export function PasswordField({ label, value, onValue, error, personal, ...input }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const [isCapsLocked, setCapsLocked] = useState(false);
  const [hasTyped, setTyped] = useState(false);
  const noteCapsLock = (event: KeyboardEvent) => setCapsLocked(event.getModifierState("CapsLock"));

  const hint = (
    <span className="flex flex-wrap justify-between gap-x-4">
      {personal &&
        (hasTyped && value ? (
          <Suspense fallback={lengthHint}>
            <StrengthMeter value={value} personal={personal} />
          </Suspense>
        ) : (
          lengthHint
        ))}
      <span aria-live="polite" className="font-medium text-warn">
        {isCapsLocked && "Caps lock is on."}
      </span>
    </span>
  );

  return (
    <Field label={label} hint={hint} error={error} keepsHint>
      {(wiring) => (
        <span className="relative grid">
          <input
            {...input}
            {...wiring}
            type={isShown ? "text" : "password"}
            value={value}
            onChange={(event) => {
              setTyped(true);
              onValue(event.target.value);
            }}
            onKeyDown={noteCapsLock}
            onKeyUp={noteCapsLock}
            onBlur={() => setCapsLocked(false)}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            className={`${controlLook} pr-18`}
          />
          <button
            type="button"
            onClick={() => setShown(!isShown)}
            className="absolute inset-y-0 right-0 w-16 rounded-control text-15 text-muted hover:text-text"
          >
            {isShown ? "Hide" : "Show"}
            <span className="sr-only"> what is typed</span>
          </button>
        </span>
      )}
    </Field>
  );
}

const lengthHint = <span>At least 8 characters. Three or four odd words do well.</span>;
