/**
 * The typed handle through which app/ (bundled by Next, with its own copies of every module) reaches the live rooms of the
 * Node process. The only module-level state of the server: main.ts opens it, everything else reads it.
 */
import type { Exchange } from "./exchange.ts";
import type { Config } from "./config.ts";
import type { Apps } from "./apps.ts";
import type { Authorize } from "./authorize.ts";
import type { Log } from "./log.ts";
import type { Proxies } from "./proxies.ts";
import type { People } from "./session/people.ts";
import type { Sessions } from "./session/sessions.ts";
import type { SetupCode } from "./session/setup-code.ts";
import type { Resume } from "./session/resume.ts";

export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  /** Changes with every build; what the service worker and the update toast compare. */
  readonly buildId: string;
  readonly sessions: Sessions;
  readonly resume: Resume;
  readonly apps: Apps;
  readonly authorize: Authorize;
  readonly proxies: Proxies;
  readonly people: People;
  readonly setupCode: SetupCode;
  /** What the dispatcher knows of the request being answered. Throws outside of a request. */
  exchange(): Exchange;
}

const slot = Symbol.for("latchkey.runtime");

/** The running server's rooms. Throws when no server runs in this process (a build, a test without a door). */
export function runtime(): Runtime {
  const value = (globalThis as { [slot]?: Runtime })[slot];
  if (!value) throw new Error("No Latchkey server runs in this process.");
  return value;
}

/** Called once by main.ts. */
export function openRuntime(value: Runtime): { close(): void } {
  const holder = globalThis as { [slot]?: Runtime };
  holder[slot] = value;
  return {
    close() {
      if (holder[slot] === value) delete holder[slot];
    },
  };
}
