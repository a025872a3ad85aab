import type { ReactNode } from "react";

interface SwitchRowProps {
  label: string;
  /** What it leads to, in one sentence. */
  children: ReactNode;
  /** Null while it is not known. */
  isOn: boolean | null;
  onChange: (isOn: boolean) => void;
}

/** Something that is on or off, and takes effect at once; the whole line is the target. */
export function SwitchRow({ label, children, isOn, onChange }: SwitchRowProps) {
  return (
    <label className="flex min-h-14 items-center gap-4 py-2">
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{label}</span>
        <span className="mt-0.5 block text-13 text-muted">{children}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        className="switch"
        aria-label={label}
        checked={isOn ?? false}
        disabled={isOn === null}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
