import type { FormEventHandler, ReactNode } from "react";
import { Mark } from "#ui/design/mark.tsx";
import { Note } from "#ui/design/note.tsx";
import { useEarlyInput } from "./use-early-input.ts";

interface DoorFrameProps {
  title: string;
  /** The door's own address, so that a person sees where a password goes. */
  host: string;
  /** Why the last session here ended. */
  why?: string | null;
  onSubmit: FormEventHandler<HTMLFormElement>;
  /** Gets what was typed before the script was there: see use-early-input.ts. */
  onFoundTyped: (typed: Record<string, string>) => void;
  children: ReactNode;
}

/**
 * The screens in front of the door. On a phone the form stands at the thumb, on a desktop in the middle.
 * The form posts: should somebody press Enter before the script is there, a password must not end up in the URL.
 */
export function DoorFrame({ title, host, why, onSubmit, onFoundTyped, children }: DoorFrameProps) {
  const form = useEarlyInput(onFoundTyped);
  return (
    <main className="flex min-h-dvh flex-col overflow-x-clip px-6 tight:px-4 pt-[calc(1.5rem+var(--safe-top))] pb-[calc(1.25rem+var(--safe-bottom))] desk:items-center desk:justify-center desk:py-12">
      <div className="mx-auto flex w-full max-w-[26rem] flex-1 flex-col desk:max-w-[22rem] desk:flex-none">
        <div className="flex min-h-32 flex-1 items-center justify-center desk:mb-7 desk:min-h-0 desk:flex-none">
          <span className="glow flex size-18 items-center justify-center rounded-[20px] border border-line bg-surface desk:size-16 desk:rounded-[18px]">
            <Mark className="size-10 text-accent desk:size-9" />
          </span>
        </div>
        <div className="why-slot">
          {why && (
            <Note role="status" className="w-full">
              {why}
            </Note>
          )}
        </div>
        <h1 className="text-30 tight:text-22 font-semibold tracking-tight desk:text-center">{title}</h1>
        <p className="mt-0.5 font-mono text-13 text-muted desk:text-center">{host}</p>
        <form ref={form} method="post" onSubmit={onSubmit} noValidate className="mt-6 grid gap-4">
          {children}
        </form>
      </div>
    </main>
  );
}
