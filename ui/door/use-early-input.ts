import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";
import { releaseEarlySubmit } from "#ui/engine/early-submit.ts";

/**
 * Takes over what was done to a form before its script was there. `onFoundTyped` gets what was typed, or filled in by a password manager,
 * by field name, empty ones left out; a form that was sent then is sent again, now that somebody listens. Answers the ref for the form.
 */
export function useEarlyInput(onFoundTyped: (typed: Record<string, string>) => void): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const [wasSentEarly, setSentEarly] = useState(false);
  const comeAlive = useEffectEvent(() => {
    if (!form.current) return;
    const typed = readTyped(form.current);
    if (Object.keys(typed).length > 0) onFoundTyped(typed);
    setSentEarly(releaseEarlySubmit());
  });
  useEffect(() => comeAlive(), []);
  // One render later, when the screen knows what was typed.
  useEffect(() => {
    if (wasSentEarly) form.current?.requestSubmit();
  }, [wasSentEarly]);
  return form;
}

/** What stands in the fields of a form, by their names, empty ones left out: also what was put there without an event that a script has seen. */
export function readTyped(form: HTMLFormElement): Record<string, string> {
  const typed = [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "");
  return Object.fromEntries(typed);
}
