import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "plain" | "good" | "warn" | "bad";

/** One or two words about the thing beside it. The words carry the meaning, the colour only repeats it. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classNames("inline-flex rounded-full border px-2 text-13 whitespace-nowrap font-medium", tones[tone])}>
      {children}
    </span>
  );
}

const tones: Record<Tone, string> = {
  plain: "border-line text-muted",
  good: "border-good/40 text-good",
  warn: "border-warn/40 text-warn",
  bad: "border-bad/40 text-bad",
};
