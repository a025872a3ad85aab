import type { Metadata } from "next";
import { listKeys } from "../../list-keys.ts";
import { requireSession, unlessUnavailable } from "../../session.ts";
import { TokensScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Tokens" };

export default async function TokensPage() {
  const { caller, rooms } = await requireSession();
  return <TokensScreen initial={await unlessUnavailable(listKeys(rooms, caller))} />;
}
