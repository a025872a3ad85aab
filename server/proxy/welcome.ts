/** What the primary's first answer shows to be wrong, and does not stop the proxy: one line each. */
import type { Welcome } from "./stream.ts";

/** Clocks that differ by less are nobody's trouble: nothing here depends on them but what is written in logs. */
const skewMs = 30_000;

export function compareWelcome(welcome: Welcome, own: { now: number; version: string; primaryUrl: URL }): string[] {
  const said: string[] = [];
  const offMs = own.now - welcome.now;
  if (Math.abs(offMs) > skewMs) {
    const minutes = Math.round(Math.abs(offMs) / 6_000) / 10;
    said.push(
      `This machine's clock is ${minutes} minutes ${offMs > 0 ? "ahead of" : "behind"} the door's. Everything works; set the clock, or logs and certificates will mislead you.`,
    );
  }
  if (welcome.version !== own.version)
    said.push(
      `The door runs Latchkey ${welcome.version}, this proxy ${own.version}. They understand each other; run the same version at both.`,
    );
  if (welcome.accessUrl !== own.primaryUrl.origin)
    said.push(
      `The door calls itself ${welcome.accessUrl}, not ${own.primaryUrl.origin}. People are sent to the latter: correct --primary-url.`,
    );
  return said;
}
