import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** Rows between hairlines, inside one card. `role` said aloud: Safari forgets a list whose bullets are taken away. */
export function List({ children, label, className }: { children: ReactNode; label?: string; className?: string }) {
  return (
    <ul
      role="list"
      aria-label={label}
      className={classNames(
        "divide-y divide-line rounded-card border border-line bg-surface [&>li:first-child>*]:rounded-t-card [&>li:last-child>*]:rounded-b-card",
        className,
      )}
    >
      {children}
    </ul>
  );
}

interface RowProps {
  icon?: ReactNode;
  title: ReactNode;
  badge?: ReactNode;
  children?: ReactNode;
  /** At the far end: a button, a value or a chevron. */
  end?: ReactNode;
  className?: string;
}

/** What a row shows; 56 px at least on a phone, 44 px on a desktop. Put it in an `li`, or in a link in an `li`. */
export function Row({ icon, title, badge, children, end, className }: RowProps) {
  return (
    <div className={classNames("flex min-h-14 items-center gap-3.5 px-4 py-2.5 tight:gap-2 tight:px-3.5 desk:min-h-11", className)}>
      {icon && (
        <span className="flex size-9 shrink-0 tight:hidden items-center justify-center rounded-control bg-[color-mix(in_oklab,transparent_92%,var(--muted))] text-muted [&_svg]:size-[1.125rem]">
          {icon}
        </span>
      )}
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {title}
          {badge}
        </div>
        {children && <div className="mt-0.5 text-13 text-muted">{children}</div>}
      </div>
      {end && <div className="flex shrink-0 items-center gap-1">{end}</div>}
    </div>
  );
}
