import type { ComponentType, ReactNode } from "react";
import { Mark } from "#ui/design/mark.tsx";
import { ToastProvider } from "#ui/design/toast.tsx";
import { NowProvider } from "#ui/time/now.tsx";
import { LinkProvider, type LinkProps } from "./link.tsx";
import { Navigation } from "./navigation.tsx";
import { Notices } from "./notices.tsx";

interface FrameProps {
  /** The path of the screen inside; null when it is not known yet. */
  path: string | null;
  /** Milliseconds since the epoch: the moment the first paint speaks of. */
  now: number;
  link: ComponentType<LinkProps>;
  children: ReactNode;
}

/** What stays around every screen of a signed-in person; around an app, which has a bar of its own, only what floats. */
export function Frame({ path, now, link, children }: FrameProps) {
  const isApp = path?.startsWith("/open/") ?? false;
  return (
    <LinkProvider component={link}>
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
            {children}
          </main>
          <Notices />
        </ToastProvider>
      </NowProvider>
    </LinkProvider>
  );
}
