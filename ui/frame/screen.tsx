import ChevronLeft from "lucide-react/icons/chevron-left";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { classNames } from "#ui/design/class-names.ts";
import { ScreenLink } from "./link.tsx";

interface ScreenProps {
  title: string;
  /** The screen this one is part of. */
  back?: { href: string; label: string };
  /** The one primary action: beside the title on a desktop, at the thumb on a phone. */
  action?: ReactNode;
  /** One sentence under the title. */
  lead?: ReactNode;
  children: ReactNode;
}

/** One screen: a large title that collapses into the bar on a phone, and the content under it. */
export function Screen({ title, back, action, lead, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isCollapsed = useIsScrolledOut(heading, back ? 52 : 24);
  return (
    <div className="mx-auto w-full max-w-[calc(60rem+5rem)] px-4 tight:px-3 desk:px-10">
      <div
        className={classNames(
          "sticky top-0 z-20 -mx-4 flex tight:-mx-3 items-end border-b bg-bg/92 pt-(--safe-top) backdrop-blur-md transition-colors desk:static desk:mx-0 desk:border-0 desk:bg-transparent desk:pt-6 desk:backdrop-blur-none",
          isCollapsed ? "border-line" : "border-transparent",
          // Without a way back there is nothing in the bar until the title comes up into it.
          !back && "-mb-(--bar) desk:mb-0",
          !back && !isCollapsed && "invisible desk:visible",
        )}
      >
        <div
          className={classNames("relative flex w-full items-center px-1.5 desk:px-0", back ? "h-(--bar) desk:h-9" : "h-(--bar) desk:h-0")}
        >
          {back && (
            <ScreenLink
              href={back.href}
              className="flex min-h-11 items-center gap-0.5 rounded-control pr-3 pl-1 text-15 text-muted hover:text-text desk:-ml-1.5 desk:min-h-9"
            >
              <ChevronLeft className="size-5" />
              {back.label}
            </ScreenLink>
          )}
          <span
            aria-hidden="true"
            className={classNames(
              "pointer-events-none absolute truncate text-center text-17 font-semibold transition-[opacity,translate] desk:hidden",
              back ? "inset-x-20" : "inset-x-4",
              isCollapsed ? "opacity-100" : "translate-y-1.5 opacity-0",
            )}
          >
            {title}
          </span>
        </div>
      </div>
      <header
        className={classNames(
          "flex flex-wrap items-center justify-between gap-4 pb-5 desk:pb-6",
          back ? "pt-1" : "pt-[calc(1.25rem+var(--safe-top))] desk:min-h-21 desk:pt-4",
        )}
      >
        <div className="min-w-0">
          <h1 ref={heading} className="text-30 font-semibold tracking-tight tight:text-22">
            {title}
          </h1>
          {lead && <p className="mt-1 max-w-[60ch] text-muted">{lead}</p>}
        </div>
        {action && <div className="thumb">{action}</div>}
      </header>
      {children}
    </div>
  );
}

/** True once the element has left the screen upwards, but for the last `pixels`: as far as the bar covers it. */
function useIsScrolledOut(element: { current: HTMLElement | null }, pixels: number): boolean {
  const [isOut, setOut] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(([entry]) => entry && setOut(!entry.isIntersecting && entry.boundingClientRect.top < 100), {
      rootMargin: `-${pixels}px 0px 0px`,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, pixels]);
  return isOut;
}
