import type { ReactNode } from "react";
import { Mark } from "#ui/design/mark.tsx";

interface MessagePageProps {
  title: string;
  children: ReactNode;
  action: ReactNode;
}

/** A page that only says something: nothing here, no network. */
export function MessagePage({ title, children, action }: MessagePageProps) {
  return (
    <main className="message-page">
      <Mark className="mb-5 size-10 text-muted" />
      <h1>{title}</h1>
      <p>{children}</p>
      {action}
    </main>
  );
}
