import type { Metadata } from "next";
import { requireSession } from "../../session.ts";
import { AppearanceScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Appearance" };

export default async function AppearancePage() {
  await requireSession();
  return <AppearanceScreen />;
}
