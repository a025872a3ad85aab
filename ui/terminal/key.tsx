import { useEffect, useRef, type PointerEvent, type ReactNode } from "react";
import type { Held } from "./keys.ts";

interface KeyProps {
  label: string;
  /** Of a modifier. */
  held?: Held;
  /** Again and again while it is held down. */
  repeats?: boolean;
  /** When it is let go and not when it is touched: browsers give the clipboard and the keyboard for a whole tap only. */
  atEnd?: boolean;
  /** `at`: when it was touched, which is before a busy page hears of it; ms, as an event's timeStamp. */
  onPress: (at: number) => void;
  children: ReactNode;
}

/** As keyboards have it. ms. */
const repeatAfterMs = 400;
const repeatEveryMs = 55;

/** One key of the bar: acts when it is touched, not when it is let go. */
export function Key({ label, held, repeats = false, atEnd = false, onPress, children }: KeyProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  const again = (afterMs: number) => {
    timer.current = setTimeout(() => {
      onPress(performance.now());
      again(repeatEveryMs);
    }, afterMs);
  };
  const onDown = (event: PointerEvent) => {
    if (atEnd || event.button !== 0) return;
    event.preventDefault();
    onPress(event.timeStamp);
    if (repeats) again(repeatAfterMs);
  };
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={held && held !== "off"}
      data-held={held}
      className="key-bar-key"
      onPointerDown={onDown}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      // By a keyboard or a screen reader, which touch nothing.
      onClick={(event) => (atEnd || event.detail === 0) && onPress(event.timeStamp)}
      onContextMenu={(event) => event.preventDefault()}
    >
      {children}
    </button>
  );
}
