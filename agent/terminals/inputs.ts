/** How far each viewer's input has come, so that what it sends again after a break is not typed twice. */

export interface Input {
  readonly received: number;
  /** What of these bytes is new; null: some before them are missing. */
  take(offset: number, bytes: Uint8Array): Uint8Array | null;
}

/** Viewers that are remembered; the one that was away longest goes first. */
const mostViewers = 256;

export function createInputs(): { of(viewer: string): Input } {
  const received = new Map<string, number>();
  return {
    of(viewer) {
      const known = received.get(viewer) ?? 0;
      received.delete(viewer);
      received.set(viewer, known);
      if (received.size > mostViewers) received.delete(received.keys().next().value ?? "");
      return {
        get received() {
          return received.get(viewer) ?? 0;
        },
        take(offset, bytes) {
          const before = received.get(viewer) ?? 0;
          if (offset > before) return null;
          const fresh = bytes.subarray(before - offset);
          received.set(viewer, before + fresh.length);
          return fresh;
        },
      };
    },
  };
}
