import type { Metadata } from "next";
import { presentSession, requireSession } from "../../session.ts";
import { YouScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "You" };

export default async function YouPage() {
  return <YouScreen initial={await presentSession(await requireSession())} />;
}
