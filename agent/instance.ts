/** Which installation of an agent this is: an id that is kept with its state, so that a restart is no second place. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes one at the first start. Where nothing can be kept, one for this process alone: a restart then looks like another place. */
export function readInstance(dir: string): string {
  const path = join(dir, "instance");
  const kept = () => /^[\w-]{1,64}$/.exec(readFileSync(path, "utf8").trim())?.[0];
  const made = randomUUID();
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // "wx": of two that start at once, the second takes what the first has made.
    writeFileSync(path, `${made}\n`, { mode: 0o600, flag: "wx" });
    return made;
  } catch {
    try {
      return kept() ?? made;
    } catch {
      return made;
    }
  }
}
