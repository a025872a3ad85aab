import { useRef, useState, type ReactNode } from "react";
import { useNow } from "./now.tsx";
import { sayExact, sayRelative } from "./say-time.ts";

/** As wide as the longest exact time, and what stays free beside it. Pixels at 100 % text. */
const bubblePixels = 280;
const marginPixels = 16;

interface RelativeTimeProps {
  /** ISO 8601. */
  at: string;
  /** It has happened, whatever the two clocks say: this one may be behind the door's. */
  past?: boolean;
  /** Other words than "3 min ago" for the same moment. */
  children?: ReactNode;
}

/** "3 min ago"; the exact time while a mouse rests on it or a finger holds it. */
export function RelativeTime({ at, past = false, children }: RelativeTimeProps) {
  const now = useNow();
  const moment = Date.parse(at);
  const [shiftPixels, setShift] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const hide = () => {
    clearTimeout(timer.current);
    setShift(null);
  };
  const showAfter = (element: HTMLElement, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const roomPixels = document.documentElement.clientWidth - marginPixels - element.getBoundingClientRect().left;
      setShift(Math.min(0, roomPixels - bubblePixels));
    }, delayMs);
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
      onContextMenu={(event) => shiftPixels !== null && event.preventDefault()}
    >
      {children ?? sayRelative(past ? Math.min(moment, now) : moment, now)}
      {shiftPixels !== null && (
        <span
          style={{ left: shiftPixels }}
          className="arrive pointer-events-none absolute bottom-full z-30 mb-1.5 w-max max-w-[calc(100vw-2rem)] rounded-control bg-raised px-2.5 py-1.5 text-13 text-text shadow-float"
        >
          {sayExact(moment)}
        </span>
      )}
    </time>
  );
}
