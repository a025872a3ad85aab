import type { Metadata } from "next";
import { requireSession } from "../../session.ts";
import { AccountScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const { caller, rooms } = await requireSession();
  return <AccountScreen initial={await rooms.sessions.present(caller)} />;
}
