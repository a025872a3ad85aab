"use client";
import CloudOff from "lucide-react/icons/cloud-off";
import { Suspense, useEffect, useState, type MouseEvent } from "react";
import { Button } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { MessagePage } from "#ui/door/message-page.tsx";
import { DoorDataProvider } from "#ui/engine/data.tsx";
import { useShellSession } from "#ui/engine/shell.ts";
import { Frame } from "#ui/frame/frame.tsx";
import type { LinkProps } from "#ui/frame/link.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { HomeSkeleton } from "#ui/workspaces/home-skeleton.tsx";
import { findScreen, type ShellScreen } from "./screens.ts";

/** Stands in for every screen while the network does not answer: the same frame and screens, by the address, from what is known. */
export function Shell() {
  const shell = useShellSession();
  const place = usePlace();
  const screen = place && findScreen(place.path);
  useEffect(() => {
    if (screen) document.title = `${screen.title} · Latchkey`;
  }, [screen]);
  if (shell.state === "nobody") return <NobodyKnown />;
  return (
    <DoorDataProvider
      {...(shell.state === "signed-in" ? { session: shell.session, before: shell.before } : { session: null })}
      key={shell.state}
    >
      <Frame path={place?.path ?? null} now={place?.now ?? 0} link={ShellLink} go={goInShell} key={place ? "known" : "unknown"}>
        {shell.state === "starting" && screen && (
          <div className="late">
            <Coming screen={screen} />
          </div>
        )}
        {shell.state === "signed-in" &&
          (screen ? (
            <Suspense fallback={<Coming screen={screen} />}>
              <screen.Component />
            </Suspense>
          ) : (
            <NotKept />
          ))}
      </Frame>
    </DoorDataProvider>
  );
}

function Coming({ screen: { title, coming } }: { screen: ShellScreen }) {
  if (coming === "nothing") return null;
  return <Screen title={title}>{coming === "home" ? <HomeSkeleton /> : <SkeletonRows />}</Screen>;
}

function NobodyKnown() {
  return (
    <MessagePage title="Offline" action={<Button onClick={() => location.reload()}>Try again</Button>}>
      The door cannot be reached, and nobody is signed in on this device. This page goes on by itself when the connection is back.
    </MessagePage>
  );
}

function NotKept() {
  return (
    <Screen title="Not here" back={{ href: "/", label: "Home" }}>
      <EmptyState icon={<CloudOff />} title="This needs the door" action={<Button onClick={() => location.reload()}>Try again</Button>}>
        The page is not kept on this device, and the door cannot be reached.
      </EmptyState>
    </Screen>
  );
}

const moved = "latchkey-shell-moved";

/** Goes to another screen without asking the network. A new tab or a download is the browser's own affair. */
function ShellLink({ onClick, replace = false, ...rest }: LinkProps) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goInShell(rest.href, { replace });
  };
  return <a {...rest} onClick={go} />;
}

function goInShell(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  dispatchEvent(new Event(moved));
  scrollTo(0, 0);
  document.getElementById("content")?.focus({ preventScroll: true });
}

/** Where the address says we are; null on the server and while hydrating, for the document is the same for every address. */
function usePlace(): { path: string; now: number } | null {
  const [place, setPlace] = useState<{ path: string; now: number } | null>(null);
  useEffect(() => {
    const look = () => setPlace({ path: location.pathname === "/shell" ? "/" : location.pathname, now: Date.now() });
    look();
    addEventListener("popstate", look);
    addEventListener(moved, look);
    return () => {
      removeEventListener("popstate", look);
      removeEventListener(moved, look);
    };
  }, []);
  return place;
}
