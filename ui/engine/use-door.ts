import { useEffect } from "react";
import { useSWRConfig } from "swr";
import type { SessionView } from "#protocol/api.ts";
import { callApi } from "./api.ts";
import { toldEveryMs, watchAttention } from "./attention.ts";
import { pageBuildId } from "./build-id.ts";
import { openLive } from "./live.ts";
import { page } from "./page.ts";
import { watchConnection } from "./watch-connection.ts";
import { checkForUpdate } from "./register.ts";

/** Ties a signed-in page to the door: the live socket, use told as it happens, and everything asked again when the connection returns. */
export function useDoor({ user, key }: SessionView): void {
  const { mutate } = useSWRConfig();
  const userId = user.id;
  const everyMs = toldEveryMs(key.lifetimeSeconds);

  useEffect(() => {
    page.userId.set(userId);
    const ask = async (passive: boolean) => {
      const session = await callApi<SessionView>("/session", { passive });
      // Somebody else is signed in by now: nothing on this page is theirs.
      if (session.user.id !== userId) location.reload();
      else await mutate("/session", session, { revalidate: false });
    };
    const verify = () => ask(true);
    const askAll = () => void mutate(() => true);
    const live = openLive({
      onHello(buildId) {
        if (buildId !== pageBuildId()) void checkForUpdate();
      },
      // Terminals change by the second, and tell nothing of anything else.
      onChanged: (what) => (what === "terminals" ? void mutate((key) => /\/(terminals|activity)$/.test(String(key))) : askAll()),
      verify,
    });
    const stopAttention = watchAttention(everyMs, () => void ask(false).catch(() => {}));
    const stopWatching = watchConnection({
      probe: verify,
      onReturn() {
        live.reconnect();
        askAll();
      },
    });
    return () => {
      live.close();
      stopAttention();
      stopWatching();
    };
  }, [mutate, userId, everyMs]);
}
