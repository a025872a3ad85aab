import type { ReactNode } from "react";
import { classNames } from "#ui/design/class-names.ts";

interface ActionProps {
  icon: ReactNode;
  /** At the far end: how it is now. */
  aside?: string;
  isAtWork?: boolean;
  isDangerous?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** One thing that can be done, as a line of a sheet. */
export function Action({ icon, aside, isAtWork = false, isDangerous = false, onClick, children }: ActionProps) {
  return (
    <li>
      <button
        type="button"
        aria-busy={isAtWork || undefined}
        onClick={onClick}
        className={classNames(actionLook, isDangerous && "text-bad [&_svg]:text-bad!")}
      >
        {icon}
        <span className="flex-1 text-left">{children}</span>
        {aside && <span className="text-13 text-muted">{aside}</span>}
      </button>
    </li>
  );
}

export const actionLook =
  "flex min-h-12 w-full items-center gap-3.5 rounded-control px-2.5 py-2 text-16 transition-colors hover:bg-[color-mix(in_oklab,transparent_95%,var(--text))] desk:pointer-fine:min-h-10 desk:pointer-fine:text-15 [&_svg]:size-5 [&_svg]:shrink-0 [&_svg]:text-muted";
