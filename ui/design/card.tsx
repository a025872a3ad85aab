import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A surface with a hairline around it. */
export function Card({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={classNames("overflow-clip rounded-card border border-line bg-surface", className)} />;
}

interface SectionProps {
  title: string;
  /** Beside the title: a link or a quiet button. */
  aside?: ReactNode;
  /** Under the title, one sentence. */
  note?: ReactNode;
  children: ReactNode;
}

/** A part of a screen with a heading of its own. */
export function Section({ title, aside, note, children }: SectionProps) {
  return (
    <section className="mt-8 first:mt-0">
      <div className="mb-2.5 flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="text-15 font-semibold">{title}</h2>
        {aside}
      </div>
      {note && <p className="-mt-1.5 mb-3 max-w-[60ch] text-13 text-muted">{note}</p>}
      {children}
    </section>
  );
}
