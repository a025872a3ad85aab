import type { Terminal } from "@xterm/xterm";

/** Editors and pagers take a turn of the wheel for three lines. */
const linesPerTurn = 3;

/**
 * Scrolls by lines as a wheel would: through what has gone by, or, where a program has the whole screen to itself, by telling it. `at`: the
 * point of the page that is touched. Negative is up.
 */
export function createScroller(terminal: Terminal): (lines: number, at: { x: number; y: number }) => void {
  let turned = 0;
  return (lines, at) => {
    const { mouseTrackingMode } = terminal.modes;
    const hearsWheel = mouseTrackingMode !== "none" && mouseTrackingMode !== "x10";
    if (!hearsWheel && terminal.buffer.active.type === "normal") return terminal.scrollLines(lines);
    turned += lines;
    const perTurn = hearsWheel ? linesPerTurn : 1;
    while (Math.abs(turned) >= perTurn) {
      const deltaY = Math.sign(turned);
      turned -= deltaY * perTurn;
      // xterm.js makes of it what the program asked for: a report of the mouse, or an arrow.
      const place = { clientX: at.x, clientY: at.y, bubbles: true, cancelable: true };
      const screen = terminal.element?.querySelector(".xterm-screen");
      screen?.dispatchEvent(new WheelEvent("wheel", { deltaY, deltaMode: WheelEvent.DOM_DELTA_LINE, ...place }));
    }
  };
}
