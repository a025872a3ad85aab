import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here: why, and what would put something here. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-card border border-dashed border-line px-6 py-12 text-center">
      <span className="text-muted [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</span>
      <p className="mt-4 text-17 font-semibold">{title}</p>
      {children && <div className="mt-1 max-w-[44ch] text-muted">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
