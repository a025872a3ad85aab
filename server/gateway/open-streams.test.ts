import { describe, expect, it, onTestFinished, vi } from "vitest";
import { AppError } from "../errors.ts";
import { createOpenStreams, type Permit } from "./open-streams.ts";

const away = () => Promise.reject(new AppError("unavailable"));

describe("what is open while nobody can be asked", () => {
  it("G5 ends when it could not be confirmed for longer than is kept, and not before", async () => {
    const streams = open({ keepMs: 300 });
    const ended = vi.fn();
    const begunAt = performance.now();
    streams.hold(permit("a", away), () => ended(performance.now() - begunAt));
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
    expect(ended.mock.calls[0]?.[0]).toBeGreaterThan(300);
  });

  it("goes on as long as it is confirmed now and then", async () => {
    const streams = open({ keepMs: 300 });
    const ended = vi.fn();
    let asked = 0;
    streams.hold(
      permit("a", () => (++asked % 3 === 0 ? Promise.resolve(true) : away())),
      ended,
    );
    await vi.waitFor(() => expect(asked).toBeGreaterThan(60));
    expect(ended).not.toHaveBeenCalled();
  });

  it("G5 ends at its own time, however long others wait for an answer", async () => {
    const streams = open({ keepMs: 100 });
    for (let index = 0; index < 50; index++)
      streams.hold(
        permit(`hanging ${index}`, () => new Promise(() => undefined)),
        vi.fn(),
      );
    const over = vi.fn();
    streams.hold(
      permit("over", () => Promise.resolve(false)),
      over,
    );
    await vi.waitFor(() => expect(over).toHaveBeenCalledTimes(1));
  });

  it("what is refused ends at once, and what cannot be asked for another reason takes nobody else with it", async () => {
    const streams = open({ keepMs: 0 });
    const [fine, gone] = [vi.fn(), vi.fn()];
    streams.hold(
      permit("fine", () => Promise.resolve(true)),
      fine,
    );
    streams.hold(permit("gone", away), gone);
    await vi.waitFor(() => expect(gone).toHaveBeenCalledTimes(1));
    expect(fine).not.toHaveBeenCalled();
  });
});

function open({ keepMs }: { keepMs: number }) {
  const streams = createOpenStreams({ listen: () => () => undefined }, { keepMs, everyMs: 10 });
  onTestFinished(() => streams.close());
  return streams;
}

function permit(group: string, isStillOpen: () => Promise<boolean>): Permit {
  return { keyIds: [group], group, isStillOpen };
}
