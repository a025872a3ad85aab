"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { useConnection } from "#ui/engine/connection.ts";
import { useSession } from "#ui/engine/data.tsx";
import { noteStay, earlyMs, useOutside } from "#ui/engine/framing.ts";
import { watchLeaving } from "#ui/engine/watch-leaving.ts";
import { useRegions } from "#ui/regions/regions.tsx";
import { throughRegion } from "#ui/regions/through-region.ts";
import { useIsInBrowser } from "#ui/time/now.tsx";
import { AppBar } from "./app-bar.tsx";
import { ItemIcon } from "./app-icon.tsx";
import { DoesNotRunInside, NeedsNetwork, NotHere, OtherSite } from "./app-view-states.tsx";
import { hostOfLabel, isSameSite, listItems, schemeOf } from "./item.ts";

/**
 * What an app may use of the browser through the frame. What is not named here the browser refuses it; above all what it would ask for in
 * the door's name and then grant to every app at once: camera, microphone, place.
 */
const allowed = "autoplay; clipboard-read; clipboard-write; encrypted-media; fullscreen; gamepad; picture-in-picture; screen-wake-lock";

interface AppViewProps {
  /** Undefined while nothing is known. */
  workspaces: readonly WorkspaceView[] | undefined;
  label: string;
  /** Path and query on the app's own host; null for where the app opens. */
  path: string | null;
}

/** An app inside of the installed door: its page in a frame of the same site, under a thin bar. The person never leaves the window. */
export function AppView({ workspaces, label, path }: AppViewProps) {
  const { used, regions, isSettled } = useRegions();
  const primary = regions[0] ?? null;
  const [isBarred, setBarred] = useState(false);
  const region = isBarred ? primary : used;
  const items = useMemo(
    () => listItems(workspaces ?? []).map((item) => throughRegion(item, region, primary)),
    [workspaces, region, primary],
  );
  const item = items.find((each) => each.label === label);
  const host = hostOfLabel(label, items);
  const name = item?.app?.name ?? (item ? `Port ${item.name}` : (label.split("--", 1)[0] ?? label));
  const scheme = schemeOf(items);
  const address = host && `${scheme}${host}${safePath(path ?? item?.path ?? "/")}`;

  const userId = useSession()?.user.id;
  const { isOutside, tryInside } = useOutside(userId, label);
  const isOffline = useConnection().state === "offline";
  const [turn, setTurn] = useState(0);
  const [loadedTurn, setLoadedTurn] = useState<number | null>(null);
  const loadedAt = useRef<number | null>(null);
  const hasLoaded = loadedTurn === turn;
  // The first address stays: the list is asked again every few seconds, and another gateway may be nearer by then; the app must not start anew.
  const [source, setSource] = useState<string | null>(null);

  useEffect(() => {
    document.title = `${name} · Latchkey`;
  }, [name]);
  useEffect(() => watchLeaving(userId, label, () => loadedAt.current), [userId, label]);
  useEffect(() => {
    // After the judgement above: an app that breaks out must not be given the chance again.
    if (isSettled && address && scheme === "//" && isSameSite(location.host, host ?? "")) setSource((before) => before ?? address);
  }, [isSettled, address, scheme, host]);
  useEffect(() => {
    // A gateway that is newer than this page may not be framed by it: the app opens through the primary here, until the page is loaded again.
    const onViolation = ({ effectiveDirective }: SecurityPolicyViolationEvent) => {
      if (effectiveDirective !== "frame-src") return;
      setBarred(true);
      setSource(null);
    };
    document.addEventListener("securitypolicyviolation", onViolation);
    return () => document.removeEventListener("securitypolicyviolation", onViolation);
  }, []);
  useEffect(() => {
    if (!hasLoaded) return;
    const timer = setTimeout(() => noteStay(userId, label), earlyMs);
    return () => clearTimeout(timer);
  }, [hasLoaded, userId, label]);

  const again = () => {
    loadedAt.current = null;
    setTurn((before) => before + 1);
    setSource((before) => before && address);
  };
  const isForeign = useIsInBrowser() && host !== null && (scheme !== "//" || !isSameSite(location.host, host));
  const isUnknown = workspaces !== undefined && host === null;
  return (
    <div className="app-view">
      <AppBar name={name} item={item} address={address} canReload={source !== null && !isOutside} onReload={again} />
      <div className="relative">
        {isUnknown ? (
          <NotHere />
        ) : isForeign && address ? (
          <OtherSite name={name} address={address} />
        ) : isOutside && address ? (
          <DoesNotRunInside name={name} address={address} onTry={tryInside} />
        ) : isOffline && !hasLoaded ? (
          <NeedsNetwork name={name} onTry={again} />
        ) : (
          <>
            {source && (
              <iframe
                key={turn}
                src={source}
                title={name}
                allow={allowed}
                referrerPolicy="no-referrer"
                className="absolute inset-0 size-full border-0"
                onLoad={(event) => {
                  loadedAt.current = performance.now();
                  setLoadedTurn(turn);
                  // So that keys go to the app: who opens a terminal wants to type.
                  event.currentTarget.focus();
                }}
              />
            )}
            {!hasLoaded && (
              <div role="status" className="absolute inset-0 grid place-content-center justify-items-center gap-4 bg-bg p-6 text-center">
                <span className="late grid justify-items-center gap-4">
                  {item && <ItemIcon item={item} large />}
                  <span className="text-muted">Opening {item?.port ? `port ${item.name}` : name}</span>
                </span>
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** After the host a path begins with a slash, whatever an address says; so it can never become part of the host. */
function safePath(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
