/** Numbers in sequences, clamped to what a screen can do before xterm.js's handlers see them; and what a sequence does to a whole screen, paid for. */
import type { Core, SequenceId } from "./terminal-core.ts";
import type { WorkBudget } from "./terminal-work.ts";

/** What one cell printed, and one line moved, cost as much as: measured, in cells that are overwritten. */
const printedCells = 15;
const lineCells = 250;

/** Registers before xterm.js's own handlers; what is registered later is asked earlier, and sees numbers as they were written. */
export function clampCounts(core: Core, budget: WorkBudget): void {
  const { _inputHandler: handler, _bufferService: screen } = core;
  const { _parser: parser } = handler;
  const area = () => screen.rows * screen.cols;
  const region = () => screen.buffer.scrollBottom - screen.buffer.scrollTop + 1;
  const moved = () => 4 * screen.rows + screen.cols + lineCells;

  /** `most`: what the count is clamped to; `cost`: of so many, in cells. */
  const count = (id: SequenceId, most: () => number, cost: (count: number) => number) =>
    parser.registerCsiHandler(id, ({ params }) => {
      const wanted = Math.min(params[0] || 1, most());
      params[0] = wanted;
      return !budget.take(cost(wanted));
    });
  const lines = (final: string) => count({ final }, region, (wanted) => wanted * moved());
  for (const final of "STLM") lines(final);
  for (const final of "@P")
    count(
      { final },
      () => screen.cols,
      () => screen.cols,
    );
  // Costs no more than printing its bytes and a line; snapshots are full of it.
  count(
    { final: "X" },
    () => screen.cols,
    () => 0,
  );
  for (const id of [
    { intermediates: " ", final: "@" },
    { intermediates: " ", final: "A" },
    { intermediates: "'", final: "}" },
    { intermediates: "'", final: "~" },
  ])
    count(
      id,
      () => screen.cols,
      () => 2 * area(),
    );
  // Moves of the cursor: no loop hangs on them, and beyond the screen they mean its edge.
  for (const final of "ABEFde")
    count(
      { final },
      () => screen.rows,
      () => 0,
    );
  for (const final of "CDGa`")
    count(
      { final },
      () => screen.cols,
      () => 0,
    );
  for (const final of "Hf") {
    parser.registerCsiHandler({ final }, ({ length, params }) => {
      params[0] = Math.min(params[0] ?? 0, screen.rows);
      if (length > 1) params[1] = Math.min(params[1] ?? 0, screen.cols);
      return false;
    });
  }
  clampRepeat(core, budget, area);
  stopAtLastTab(core);

  const whole = () => !budget.take(area());
  for (const id of [{ final: "J" }, { prefix: "?", final: "J" }]) parser.registerCsiHandler(id, whole);
  parser.registerEscHandler({ intermediates: "#", final: "8" }, whole);
  parser.registerEscHandler({ final: "c" }, () => !budget.take(8_000 + 2 * area()));
  parser.registerEscHandler({ final: "M" }, () => !budget.take(moved()));
  // To the other screen, which is made anew. Back is always possible, and free.
  parser.registerCsiHandler({ prefix: "?", final: "h" }, ({ length, params }) => {
    for (let index = 0; index < length; index++) if ([47, 1047, 1049].includes(params[index] ?? 0)) return !budget.take(2 * area());
    return false;
  });
  // A line that goes in the middle of the screen moves the others by hand; one that goes over its top costs next to nothing.
  const scroll = screen.scroll.bind(screen);
  screen.scroll = (eraseAttr, isWrapped) => {
    if (region() === screen.rows || budget.take(moved())) scroll(eraseAttr, isWrapped);
  };
}

/** A character of a thousand accents is repeated with all of them. */
function clampRepeat({ _inputHandler: { _parser: parser }, _bufferService: screen }: Core, budget: WorkBudget, area: () => number): void {
  parser.registerCsiHandler({ final: "b" }, ({ params }) => {
    const { buffer } = screen;
    const line = buffer.lines.get(buffer.ybase + buffer.y);
    const length = Math.max(1, ...[1, 2].map((back) => (buffer.x >= back ? (line?.getString(buffer.x - back).length ?? 0) : 0)));
    params[0] = Math.max(1, Math.min(params[0] || 1, Math.floor(area() / length)));
    return !budget.take(params[0] * length * printedCells);
  });
}

/** Tab stops, forwards and back: what does not move does not move the next time. */
function stopAtLastTab({ _inputHandler: { _parser: parser }, _bufferService: screen }: Core): void {
  const step = (final: string, next: () => number) =>
    parser.registerCsiHandler({ final }, ({ params }) => {
      const { buffer } = screen;
      if (buffer.x >= screen.cols) return true;
      for (let left = params[0] || 1, before = -1; left > 0 && before !== buffer.x; left--) {
        before = buffer.x;
        buffer.x = next();
      }
      return true;
    });
  step("I", () => screen.buffer.nextStop());
  step("Z", () => screen.buffer.prevStop());
}
