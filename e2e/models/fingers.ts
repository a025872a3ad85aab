/** Fingers on the glass of a page, as the browser itself sees them: real touches, from which it makes its own gestures and clicks. */
import type { CDPSession, Page } from "@playwright/test";

export interface Point {
  x: number;
  y: number;
}

export interface Fingers {
  down(...points: Point[]): Promise<void>;
  move(...points: Point[]): Promise<void>;
  up(): Promise<void>;
  /** Twice in the time of a quick finger, however slow the machine is. */
  tapTwice(at: Point): Promise<void>;
  /** From one point to another in so many steps, one in each frame; the finger comes to rest there, and stays down. */
  drag(from: Point, to: Point, steps: number): Promise<void>;
  /** The same, and away from the glass at the end, in the time of a quick finger however slow the machine is. */
  fling(from: Point, to: Point, steps: number): Promise<void>;
}

/** After so long without a report a finger has come to rest. */
const restMs = 100;
/** From a finger's touch to when it leaves, and from there to its next touch, s. */
const tapSeconds = 0.06;
/** Between two reports of where a finger is, s. */
const reportSeconds = 0.016;

export async function createFingers(page: Page): Promise<Fingers> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[], timestamp?: number) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map((point, id) => ({ ...point, id })),
      ...(timestamp !== undefined && { timestamp }),
    });
  const between = (from: Point, to: Point, part: number) => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
  const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  const fingers: Fingers = {
    down: async (...points) => void (await send("touchStart", points)),
    move: async (...points) => void (await send("touchMove", points)),
    up: async () => void (await send("touchEnd", [])),
    async tapTwice(at) {
      const begun = Date.now() / 1000;
      for (const part of [0, 1, 2, 3])
        await send(part % 2 === 0 ? "touchStart" : "touchEnd", part % 2 === 0 ? [at] : [], begun + part * tapSeconds);
    },
    async drag(from, to, steps) {
      // At once: held still until a slow machine comes to it, it would press and not scroll.
      await Promise.all([fingers.down(from), fingers.move(between(from, to, 1 / steps))]);
      for (let step = 2; step <= steps; step++) {
        await frame();
        await fingers.move(between(from, to, step / steps));
      }
      // A finger that leaves in motion throws, also where nothing scrolls: Chromium takes the next touch for the hand that stops what was
      // thrown, and makes no click of it.
      await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), restMs);
    },
    async fling(from, to, steps) {
      const begun = Date.now() / 1000;
      await send("touchStart", [from], begun);
      for (let step = 1; step <= steps; step++) {
        await frame();
        await send("touchMove", [between(from, to, step / steps)], begun + step * reportSeconds);
      }
      await send("touchEnd", [], begun + (steps + 1) * reportSeconds);
    },
  };
  return fingers;
}
