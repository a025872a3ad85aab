import { useDeferredValue, useMemo } from "react";
import { classNames } from "./class-names.ts";
import { judgeStrength } from "./strength.ts";

/** Four steps and a word for them. Loaded when somebody begins to type a new password. */
export function StrengthMeter({ value, personal }: { value: string; personal: readonly string[] }) {
  const judged = useDeferredValue(value);
  const words = personal.join("\n");
  const score = useMemo(() => judgeStrength(judged, words.split("\n")), [judged, words]);
  const step = steps[score] ?? steps[0];
  return (
    <span className="flex items-center gap-2" data-score={score}>
      <span className="flex gap-1" aria-hidden="true">
        {[1, 2, 3, 4].map((at) => (
          <span
            key={at}
            className={classNames("h-1 w-7 rounded-full transition-colors", at <= Math.max(score, 1) ? step.bar : "bg-line")}
          />
        ))}
      </span>
      <span aria-live="polite" className={step.text}>
        {value.length < 8 ? "At least 8 characters" : step.word}
      </span>
    </span>
  );
}

const weak = { bar: "bg-bad", text: "text-bad", word: "Too easy to guess" };
const steps = [
  weak,
  weak,
  { bar: "bg-warn", text: "text-warn", word: "Still easy to guess" },
  { bar: "bg-good", text: "text-good", word: "Good" },
  { bar: "bg-good", text: "text-good", word: "Strong" },
] as const;
