import type { Metadata } from "next";
import { presentSession, requireSession } from "../../session.ts";
import { AccountScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  return <AccountScreen initial={await presentSession(await requireSession())} />;
}
