import { useRef, useState, type ReactNode } from "react";
import { classNames } from "#ui/design/class-names.ts";
import { useNow } from "./now.tsx";
import { sayExact, sayRelative } from "./say-time.ts";

interface RelativeTimeProps {
  /** ISO 8601. */
  at: string;
  /** Other words than "3 min ago" for the same moment. */
  children?: ReactNode;
}

/** "3 min ago"; the exact time while a mouse rests on it or a finger holds it. */
export function RelativeTime({ at, children }: RelativeTimeProps) {
  const now = useNow();
  const moment = Date.parse(at);
  const [side, setSide] = useState<"left" | "right" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const hide = () => {
    clearTimeout(timer.current);
    setSide(null);
  };
  const showAfter = (element: HTMLElement, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSide(element.getBoundingClientRect().left > window.innerWidth / 2 ? "right" : "left"), delayMs);
  };

  return (
    <time
      dateTime={at}
      className="relative select-none"
      onPointerEnter={(event) => event.pointerType === "mouse" && showAfter(event.currentTarget, 300)}
      onPointerDown={(event) => event.pointerType !== "mouse" && showAfter(event.currentTarget, 450)}
      onPointerLeave={hide}
      onPointerUp={hide}
      onPointerCancel={hide}
      onContextMenu={(event) => side !== null && event.preventDefault()}
    >
      {children ?? sayRelative(moment, now)}
      {side && (
        <span
          className={classNames(
            "arrive pointer-events-none absolute bottom-full z-30 mb-1.5 rounded-control bg-raised px-2.5 py-1.5 text-13 whitespace-nowrap text-text shadow-float",
            side === "right" ? "right-0" : "left-0",
          )}
        >
          {sayExact(moment)}
        </span>
      )}
    </time>
  );
}
