import type { ReactNode } from "react";
import { presentSession, requireSession } from "../session.ts";
import { Console } from "./console.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <Console session={await presentSession(await requireSession())} now={Date.now()}>
      {children}
    </Console>
  );
}
