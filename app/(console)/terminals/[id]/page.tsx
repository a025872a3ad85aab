import type { Metadata } from "next";
import { requireSession } from "../../../session.ts";
import { TerminalScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Terminal" };

interface TerminalPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ beside?: string | string[] }>;
}

export default async function TerminalPage({ params, searchParams }: TerminalPageProps) {
  await requireSession();
  const [{ id }, { beside }] = await Promise.all([params, searchParams]);
  return <TerminalScreen place={{ id, beside: typeof beside === "string" ? beside : null }} />;
}
