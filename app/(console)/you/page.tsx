import type { Metadata } from "next";
import { requireSession } from "../../session.ts";
import { YouScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "You" };

export default async function YouPage() {
  const { caller, rooms } = await requireSession();
  return <YouScreen initial={await rooms.sessions.present(caller)} />;
}
