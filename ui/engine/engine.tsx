"use client";
import { useEffect } from "react";
import { goOn, isPublicScreen } from "./addresses.ts";
import { watchTheme } from "./appearance.ts";
import { aliveMark } from "./boot-script.ts";
import { releaseEarlyPress } from "./early-press.ts";
import { watchInstall } from "./install.ts";
import { watchLaunches } from "./launch.ts";
import { registerWorker } from "./register.ts";
import { hasSleptThrough, listenToTabs, type TabNews } from "./tabs.ts";
import { page } from "./page.ts";

/** What every page of the door does, signed in or not: the service worker, installing, news of other tabs. Draws nothing; in the root layout. */
export function Engine() {
  useEffect(() => {
    const loadedAt = Date.now();
    document.documentElement.dataset[aliveMark] = "yes";
    releaseEarlyPress();
    // Back or forward brought a page back as it was; somebody may have signed out or in since.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted && hasSleptThrough(loadedAt)) location.reload();
    };
    addEventListener("pageshow", onShow);
    watchLaunches();
    const stops = [registerWorker(), watchInstall(), watchTheme(), listenToTabs(followTab)];
    return () => {
      removeEventListener("pageshow", onShow);
      for (const stop of stops) stop();
    };
  }, []);
  return null;
}

/** Another tab signed out, or in: this one goes along at once. */
function followTab(news: TabNews): void {
  if (page.leaving.get()) return;
  const isPublic = isPublicScreen(location.pathname);
  if (news.type === "signed-in") {
    if (isPublic) goOn();
    // Somebody else's screens now. The same person's go on as they are, with the new cookie.
    else if (news.userId !== page.userId.get()) location.reload();
  } else if (!isPublic) {
    page.leaving.set(true);
    location.replace("/sign-in");
  }
}
