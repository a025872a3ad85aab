/**
 * Fingers on a terminal. xterm.js knows mice only, so: one finger scrolls, with momentum; held still it selects; two change the size of the
 * letters. A tap is left to the browser, which makes a click of it: that focuses, and is what programs with a mouse hear.
 */
import { createLineCounter, glide, speedOf, type Move } from "./motion.ts";

export interface TouchListener {
  /** Lines to scroll, negative is up; where the finger is. */
  onScroll(lines: number, at: Point): void;
  /** Pixels to the side; positive shows what lies to the right. */
  onPan(pixels: number): void;
  /** Two fingers began; then how far apart they are, compared to then. */
  onPinchStart(): void;
  onPinch(scale: number): void;
  /** A finger was held still: what is under it is selected. */
  onPress(at: Point): void;
  /** It moves on while it holds. */
  onPressMove(at: Point): void;
  onPressEnd(): void;
  /** Pixels. */
  lineHeight(): number;
}

export interface Point {
  x: number;
  y: number;
}

/** A finger that moves less than this has not moved. Pixels. */
const stillPixels = 9;
/** As long as systems take it. ms. */
const pressMs = 450;

type Gesture = "none" | "touching" | "scrolling" | "pressing" | "pinching";

/** Watches an element, which must have `touch-action: none`. Returns what ends it. */
export function watchTouch(element: HTMLElement, listener: TouchListener): () => void {
  let gesture: Gesture = "none";
  let start: Point = { x: 0, y: 0 };
  let lastX = 0;
  let moves: Move[] = [];
  let apart = 1;
  let press: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let count = createLineCounter();

  const scroll = (pixels: number, at: Point) => {
    const lines = count(-pixels, listener.lineHeight());
    if (lines !== 0) listener.onScroll(lines, at);
  };
  const stop = () => {
    clearTimeout(press);
    cancelAnimationFrame(frame);
  };
  const onStart = (event: TouchEvent) => {
    const wasGliding = frame !== 0;
    stop();
    frame = 0;
    if (event.touches.length === 2) {
      if (gesture === "pressing") listener.onPressEnd();
      gesture = "pinching";
      apart = distanceOf(event);
      listener.onPinchStart();
      return;
    }
    if (event.touches.length > 2) return;
    start = pointOf(event);
    lastX = start.x;
    // When the finger was there, which is before a busy page hears of it.
    moves = [{ at: event.timeStamp, y: start.y }];
    count = createLineCounter();
    // A finger that catches lines in motion holds them, and clicks nothing.
    gesture = wasGliding ? "scrolling" : "touching";
    if (gesture !== "touching") return;
    press = setTimeout(() => {
      gesture = "pressing";
      listener.onPress(start);
    }, pressMs);
  };
  const onMove = (event: TouchEvent) => {
    event.preventDefault();
    if (gesture === "pinching") {
      if (event.touches.length === 2) listener.onPinch(distanceOf(event) / apart);
      return;
    }
    const point = pointOf(event);
    if (gesture === "pressing") return listener.onPressMove(point);
    if (gesture === "touching") {
      if (Math.hypot(point.x - start.x, point.y - start.y) < stillPixels) return;
      clearTimeout(press);
      gesture = "scrolling";
    }
    if (gesture !== "scrolling") return;
    const before = moves.at(-1)?.y ?? point.y;
    listener.onPan(lastX - point.x);
    lastX = point.x;
    moves = [...moves.slice(-8), { at: event.timeStamp, y: point.y }];
    scroll(point.y - before, point);
  };
  const onEnd = (event: TouchEvent) => {
    clearTimeout(press);
    if (event.touches.length > 0) return;
    const before = gesture;
    gesture = "none";
    // A click would take the selection away, or put the cursor where somebody only wanted to read.
    if (before !== "touching") event.preventDefault();
    if (before === "pressing") listener.onPressEnd();
    if (before === "scrolling") runOn(speedOf(moves, event.timeStamp), moves.at(-1)?.y ?? 0);
  };
  const runOn = (first: number, y: number) => {
    let [speed, at] = [first, performance.now()];
    const step = (now: number) => {
      const made = glide(speed, Math.min(64, Math.max(0, now - at)));
      [speed, at] = [made.speed, now];
      scroll(made.pixels, { x: start.x, y });
      frame = speed === 0 ? 0 : requestAnimationFrame(step);
    };
    if (first !== 0) frame = requestAnimationFrame(step);
  };

  /** What is thrown stops for who types, or touches a key beside the screen. */
  const halt = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  const onElsewhere = ({ target }: Event) => {
    if (!(target instanceof Node && element.contains(target))) halt();
  };
  const options = { passive: false };
  element.addEventListener("touchstart", onStart, options);
  element.addEventListener("touchmove", onMove, options);
  element.addEventListener("touchend", onEnd, options);
  element.addEventListener("touchcancel", onEnd, options);
  element.addEventListener("keydown", halt, true);
  element.addEventListener("beforeinput", halt, true);
  document.addEventListener("touchstart", onElsewhere, { passive: true });
  return () => {
    stop();
    element.removeEventListener("keydown", halt, true);
    element.removeEventListener("beforeinput", halt, true);
    document.removeEventListener("touchstart", onElsewhere);
    element.removeEventListener("touchstart", onStart);
    element.removeEventListener("touchmove", onMove);
    element.removeEventListener("touchend", onEnd);
    element.removeEventListener("touchcancel", onEnd);
  };
}

function pointOf({ touches }: TouchEvent): Point {
  return { x: touches[0]?.clientX ?? 0, y: touches[0]?.clientY ?? 0 };
}

function distanceOf({ touches }: TouchEvent): number {
  const [one, other] = [touches[0], touches[1]];
  return one && other ? Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)) : 1;
}
