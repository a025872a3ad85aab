import ChevronDown from "lucide-react/icons/chevron-down";
import type { ComponentProps } from "react";
import { Field, type FieldProps } from "./field.tsx";

interface SelectFieldProps extends Omit<ComponentProps<"select">, "className" | "id">, FieldProps {
  options: readonly { value: string; label: string }[];
}

/** The platform's own list: on a phone nothing is better at the thumb. */
export function SelectField({ label, hint, error, options, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <span className="relative grid">
          <select {...select} {...wiring} className="control appearance-none pr-10">
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted" />
        </span>
      )}
    </Field>
  );
}
