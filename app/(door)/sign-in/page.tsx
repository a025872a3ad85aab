import type { Metadata } from "next";
import { connection } from "next/server";
import { runtime } from "#server/runtime.ts";
import { whySessionConflict } from "#ui/door/say-why-ended.ts";
import { whyEndedKey } from "#ui/engine/why-ended.ts";
import { findNonce } from "../../session.ts";
import { SignInScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Sign in" };

/** Keeps a place for the note before the first paint, when there will be one. */
const keepPlace = `try{if(sessionStorage.getItem("${whyEndedKey}"))document.documentElement.dataset.why=""}catch(e){}`;

export default async function SignInPage() {
  await connection();
  const { accessUrl, sessionDurationSeconds } = runtime().config;
  const { verdict } = runtime().exchange();
  const isConflict = !verdict.ok && verdict.code === "session_conflict";
  return (
    <>
      <script nonce={await findNonce()} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: keepPlace }} />
      <SignInScreen host={accessUrl.host} lifetimeSeconds={sessionDurationSeconds} why={isConflict ? whySessionConflict : null} />
    </>
  );
}
