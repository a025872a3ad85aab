/** What starts services here: systemd for the person on Linux, launchd on macOS. */
import type { Env } from "#server/config.ts";
import { CommandError } from "../command-error.ts";
import { createLaunchd } from "./launchd.ts";
import type { InstalledAgent } from "./installed-agent.ts";
import { createSystemd } from "./systemd.ts";

export interface Starter {
  /** Where its files are. */
  readonly dir: string;
  /** The end of a file's name, after the service's. */
  readonly ending: string;
  render(agent: InstalledAgent): string;
  /** From now on, and anew when it runs already. */
  start(name: string): Promise<Attempt>;
  /** For good, before its files go. */
  stop(name: string): Promise<Attempt>;
  /** After its files have gone. */
  forget(name: string): void;
  /** What a person types instead, where the program is not here. */
  byHand(name: string): string;
  /** What else a person may want to know of a service that runs. */
  advise(name: string): readonly string[];
}

/** `absent`: what would have to do it is not on this machine. */
export type Attempt = { is: "done" } | { is: "absent" } | { is: "refused"; why: string };

export function requireStarter(env: Env): Starter {
  if (process.platform === "linux") return createSystemd(env);
  if (process.platform === "darwin") return createLaunchd(env);
  throw new CommandError(
    "latchkey agent install knows systemd on Linux and launchd on macOS. Here, have the system start: latchkey agent --url <url>",
  );
}
