import type { ReactNode } from "react";
import { requireSession } from "../session.ts";
import { Console } from "./console.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { caller, rooms } = await requireSession();
  return (
    <Console session={await rooms.sessions.present(caller)} now={Date.now()}>
      {children}
    </Console>
  );
}
