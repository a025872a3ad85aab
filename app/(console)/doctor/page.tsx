import type { Metadata } from "next";
import { requireSession } from "../../session.ts";
import { DoctorScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Session doctor" };

export default async function DoctorPage() {
  await requireSession();
  return <DoctorScreen />;
}
