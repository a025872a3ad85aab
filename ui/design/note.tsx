import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import type { Tone } from "./badge.tsx";

interface NoteProps {
  tone?: Tone;
  icon?: ReactNode;
  /** `alert` interrupts a screen reader: for what a person's own act has just led to. `status` waits its turn. */
  role?: "alert" | "status";
  children: ReactNode;
  className?: string;
}

/** A sentence set apart: what happened, then what to do. */
export function Note({ tone = "plain", icon, role, children, className }: NoteProps) {
  return (
    <div
      role={role}
      className={classNames("flex items-start gap-2.5 rounded-control border px-3.5 py-2.5 text-15", tones[tone], className)}
    >
      {icon && <span className={classNames("mt-[0.1875rem] shrink-0 [&_svg]:size-4", iconTones[tone])}>{icon}</span>}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

const tones: Record<Tone, string> = {
  plain: "border-line bg-surface",
  good: "border-good/35 bg-[color-mix(in_oklab,var(--surface)_94%,var(--good))]",
  warn: "border-warn/35 bg-[color-mix(in_oklab,var(--surface)_94%,var(--warn))]",
  bad: "border-bad/35 bg-[color-mix(in_oklab,var(--surface)_94%,var(--bad))]",
};

const iconTones: Record<Tone, string> = { plain: "text-muted", good: "text-good", warn: "text-warn", bad: "text-bad" };
