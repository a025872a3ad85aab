/** Who looks at a terminal that counts, and comes back whenever the socket closes, as a page does: there is no number too few or too many. */
import { expect } from "@playwright/test";
import type { HttpClient } from "./http-client.ts";
import { openResumingViewer, type ResumingViewer, type ViewedAt, type ViewedThrough } from "./resuming-viewer.ts";

/** Programs that count, each at its pace. */
export const counting = {
  tenInASecond: 'n=0; while sleep 0.1; do n=$((n+1)); echo "<$n>"; done',
  /** Starts no process for it. */
  onceInASecond: `exec bash -c 'n=0; while :; do read -t 1; n=$((n+1)); echo "<$n>"; done'`,
};

export interface CountingViewer extends Pick<ResumingViewer, "through"> {
  /** Throws when a byte was lost or came twice. */
  numbers(): number[];
  /** With what each of its sockets was closed. */
  readonly closes: readonly number[];
  close(): Promise<void>;
}

export async function openCountingViewer(
  door: ViewedAt,
  client: HttpClient,
  terminal: string,
  region?: ViewedThrough,
): Promise<CountingViewer> {
  const viewer = await openResumingViewer(door, client, terminal, region);
  const closes: number[] = [];
  let isOver = false;
  const staying = (async () => {
    for (;;) {
      closes.push(await viewer.closed());
      if (isOver) return;
      // As in a browser: what is refused is tried again.
      await expect(viewer.open).toPass({ timeout: 90_000, intervals: [250] });
    }
  })();
  return {
    through: viewer.through,
    closes,
    numbers: () => [...viewer.text().matchAll(/<(\d+)>/g)].map(([, count]) => Number(count)),
    async close() {
      isOver = true;
      viewer.close();
      await staying;
    },
  };
}
