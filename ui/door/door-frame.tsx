import { useEffect, useEffectEvent, useRef, useState, type FormEventHandler, type ReactNode } from "react";
import { Mark } from "#ui/design/mark.tsx";
import { releaseEarlySubmit } from "#ui/engine/early-submit.ts";

interface DoorFrameProps {
  title: string;
  /** The door's own address, so that a person sees where a password goes. */
  host: string;
  /** Above the form; its place is kept free, so that nothing moves when it comes. */
  note?: ReactNode;
  onSubmit: FormEventHandler<HTMLFormElement>;
  /** Gets what was typed, or filled in by a password manager, before the script was there; by field name, empty ones left out. */
  onFoundTyped: (typed: Record<string, string>) => void;
  children: ReactNode;
}

/**
 * The screens in front of the door. On a phone the form stands at the thumb, on a desktop in the middle.
 * The form posts: should somebody press Enter before the script is there, a password must not end up in the URL.
 */
export function DoorFrame({ title, host, note, onSubmit, onFoundTyped, children }: DoorFrameProps) {
  const form = useRef<HTMLFormElement>(null);
  const [wasSentEarly, setSentEarly] = useState(false);
  const comeAlive = useEffectEvent(() => {
    if (!form.current) return;
    const typed = [...new FormData(form.current)].filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
    );
    if (typed.length > 0) onFoundTyped(Object.fromEntries(typed));
    setSentEarly(releaseEarlySubmit());
  });
  useEffect(() => comeAlive(), []);
  // One render later, when the screen knows what was typed.
  useEffect(() => {
    if (wasSentEarly) form.current?.requestSubmit();
  }, [wasSentEarly]);
  return (
    <main className="door-light flex min-h-dvh flex-col px-6 pt-[calc(1.5rem+var(--safe-top))] pb-[calc(1.25rem+var(--safe-bottom))] desk:items-center desk:justify-center desk:py-12">
      <div className="mx-auto flex w-full max-w-[26rem] flex-1 flex-col desk:max-w-[22rem] desk:flex-none">
        <div className="flex min-h-28 flex-1 items-center justify-center desk:mb-7 desk:min-h-0 desk:flex-none">
          <span className="flex size-18 items-center justify-center rounded-[20px] border border-line bg-surface desk:size-16 desk:rounded-[18px]">
            <Mark className="size-10 text-accent desk:size-9" />
          </span>
        </div>
        <div className="flex min-h-14 items-end pb-4 desk:min-h-0 desk:pb-0">{note}</div>
        <h1 className="text-30 font-semibold tracking-tight desk:mt-4 desk:text-center">{title}</h1>
        <p className="mt-0.5 font-mono text-13 text-muted desk:text-center">{host}</p>
        <form ref={form} method="post" onSubmit={onSubmit} noValidate className="mt-6 grid gap-4">
          {children}
        </form>
      </div>
    </main>
  );
}
