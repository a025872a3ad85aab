import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { runtime } from "#server/runtime.ts";
import { SetupScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Set up your door" };

export default async function SetupPage() {
  await connection();
  const { config, people, setupCode } = runtime();
  if (!(await people.isSetUpNeeded())) redirect("/");
  return <SetupScreen host={config.accessUrl.host} isCodeNeeded={setupCode.needed} />;
}
