"use client";
import Link, { useLinkStatus } from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { useCallback, type ReactNode } from "react";
import type { SessionView } from "#protocol/api.ts";
import { DoorDataProvider } from "#ui/engine/data.tsx";
import { Frame } from "#ui/frame/frame.tsx";
import type { Go, LinkProps } from "#ui/frame/link.tsx";

/** The frame around the screens that the server renders. `now`: when it did, in milliseconds since the epoch. */
export function Console({ session, now, children }: { session: SessionView; now: number; children: ReactNode }) {
  const router = useRouter();
  const go: Go = useCallback((href, how) => (how?.replace ? router.replace(href) : router.push(href)), [router]);
  return (
    <DoorDataProvider session={session}>
      <Frame path={usePathname()} now={now} link={ConsoleLink} go={go}>
        {children}
      </Frame>
    </DoorDataProvider>
  );
}

/** Not prefetched: a page fetched before it is wanted shows the keys of that moment, and a list of sessions must be of now. */
function ConsoleLink({ children, ...rest }: LinkProps) {
  return (
    <Link {...rest} prefetch={false}>
      {children}
      <Progress />
    </Link>
  );
}

/** A hairline along the top while the next screen is on its way, after 400 ms. */
function Progress() {
  const { pending } = useLinkStatus();
  return pending && <span aria-hidden="true" className="progress-line late fixed inset-x-0 top-0 z-50 h-0.5 bg-muted" />;
}
