"use client";
/** How the precached shell starts: with what this browser last knew, at once, while the door is asked who is there. */
import { useEffect, useState } from "react";
import type { SessionView } from "#protocol/api.ts";
import { callApi } from "./api.ts";
import { openLastKnown, openLastUser, type LastKnown } from "./last-known.ts";
import { page } from "./page.ts";
import { watchConnection } from "./watch-connection.ts";

export type ShellSession =
  /** For a few milliseconds, or while the door is asked: show the frame, nothing else. */
  | { state: "starting" }
  /** For DoorDataProvider: `session` may be from before; it is asked again while the screens show. */
  | { state: "signed-in"; session: SessionView; before: LastKnown }
  /** Nobody is known here and the door cannot be reached. Changes by itself when it can. */
  | { state: "nobody" };

/** Who the shell is for. When the session turns out to be over it resumes, or leaves for the sign-in screen. */
export function useShellSession(): ShellSession {
  const [shell, setShell] = useState<ShellSession>({ state: "starting" });
  const isNobody = shell.state === "nobody";
  useEffect(() => {
    let current = true;
    const show = (next: ShellSession) => current && setShell(next);
    if (isNobody) {
      const stop = watchConnection({ probe: async () => void show(await ask()), onReturn: () => {} });
      return () => {
        current = false;
        stop();
      };
    }
    void start(show);
    return () => {
      current = false;
    };
  }, [isNobody]);
  return shell;
}

async function start(show: (next: ShellSession) => void): Promise<void> {
  if (location.pathname === "/shell") history.replaceState(null, "", "/");
  const before = await openLastUser();
  const known = before?.find<SessionView>("/session");
  if (!before || !known) return show(await ask().catch(() => ({ state: "nobody" }) as const));
  show({ state: "signed-in", session: known.data, before });
  await ask().catch(() => sinceLastAnswer(before));
}

/** A person opened this: it counts as use, whether or not the request for the document arrived. */
async function ask(): Promise<ShellSession> {
  const session = await callApi<SessionView>("/session");
  return { state: "signed-in", session, before: await openLastKnown(session.user.id) };
}

/** A start without network is offline since the last thing that the door said, not since the start. */
function sinceLastAnswer(before: LastKnown): void {
  const { state } = page.connection.get();
  if (state !== "online") page.connection.set({ state, since: before.newestAt() ?? Date.now() });
}
