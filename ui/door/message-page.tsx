import type { ReactNode } from "react";
import { Mark } from "#ui/design/mark.tsx";

interface MessagePageProps {
  title: string;
  children: ReactNode;
  action: ReactNode;
}

/** A page that only says something: nothing here, something failed, no network. */
export function MessagePage({ title, children, action }: MessagePageProps) {
  return (
    <main className="door-light flex min-h-dvh flex-col items-center justify-center px-6 py-12 text-center">
      <Mark className="size-10 text-muted" />
      <h1 className="mt-6 text-30 font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 max-w-[40ch] text-muted">{children}</p>
      <div className="mt-7">{action}</div>
    </main>
  );
}
