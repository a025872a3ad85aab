import type { Metadata } from "next";
import { connection } from "next/server";
import { runtime } from "#server/runtime.ts";
import { SignInScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  await connection();
  const { accessUrl, sessionDurationSeconds } = runtime().config;
  return <SignInScreen host={accessUrl.host} lifetimeSeconds={sessionDurationSeconds} />;
}
