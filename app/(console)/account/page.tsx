import type { Metadata } from "next";
import { listKeys } from "../../list-keys.ts";
import { presentSession, requireSession, unlessUnavailable } from "../../session.ts";
import { AccountScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const { caller, rooms } = await requireSession();
  const [session, keys] = await Promise.all([presentSession({ caller, rooms }), unlessUnavailable(listKeys(rooms, caller))]);
  return <AccountScreen initial={session} keys={keys} />;
}
