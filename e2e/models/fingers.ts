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
  /** From one point to another in so many steps, one in each frame; leaves the finger down. */
  drag(from: Point, to: Point, steps: number): Promise<void>;
}

export async function createFingers(page: Page): Promise<Fingers> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point, id) => ({ ...point, id })) });
  const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  const fingers: Fingers = {
    down: async (...points) => void (await send("touchStart", points)),
    move: async (...points) => void (await send("touchMove", points)),
    up: async () => void (await send("touchEnd", [])),
    async drag(from, to, steps) {
      await fingers.down(from);
      for (let step = 1; step <= steps; step++) {
        await frame();
        await fingers.move({ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps });
      }
    },
  };
  return fingers;
}
