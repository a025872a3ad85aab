import type { ComponentType, ReactNode } from "react";
import { Mark } from "#ui/design/mark.tsx";
import { ToastProvider } from "#ui/design/toast.tsx";
import { RegionsProvider } from "#ui/regions/regions.tsx";
import { NowProvider } from "#ui/time/now.tsx";
import { LinkProvider, type Go, type LinkProps } from "./link.tsx";
import { Navigation } from "./navigation.tsx";
import { Notices } from "./notices.tsx";

interface FrameProps {
  /** The path of the screen inside; null when it is not known yet. */
  path: string | null;
  /** Milliseconds since the epoch: the moment the first paint speaks of. */
  now: number;
  link: ComponentType<LinkProps>;
  go: Go;
  children: ReactNode;
}

/** What stays around every screen of a signed-in person; around an app or a terminal, which have a bar of their own, only what floats. */
export function Frame({ path, now, link, go, children }: FrameProps) {
  const isApp = /^\/(?:open|terminals)\/./.test(path ?? "");
  return (
    <LinkProvider component={link} go={go}>
      <NowProvider start={now}>
        <ToastProvider>
          <a href="#content" className="skip-link">
            Skip to content
          </a>
          {!isApp && (
            <>
              <div className="title-strip" aria-hidden="true">
                <Mark className="size-4 text-accent" />
                latchkey
              </div>
              <Navigation path={path} />
            </>
          )}
          <main id="content" tabIndex={-1} className={isApp ? "outline-none" : "content outline-none"}>
            <RegionsProvider>{children}</RegionsProvider>
          </main>
          <Notices isQuiet={path?.startsWith("/terminals/") ?? false} />
        </ToastProvider>
      </NowProvider>
    </LinkProvider>
  );
}
