import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Env } from "#server/config.ts";
import { findHome } from "../config-dir.ts";
import type { Starter } from "./starter.ts";
import { renderPlist } from "./plist.ts";
import { runProgram } from "./run-program.ts";

/** What was just taken out is refused for a moment ("Input/output error"). */
const tries = 10;
const betweenMs = 300;

/** The launchd of the person's own session. */
export function createLaunchd(env: Env): Starter {
  const dir = join(findHome(env), "Library", "LaunchAgents");
  const domain = `gui/${userInfo().uid}`;
  const logOf = (name: string) => join(findHome(env), "Library", "Logs", `${name}.log`);
  const fileOf = (name: string) => join(dir, `${name}.plist`);
  return {
    ...{ dir, ending: ".plist" },
    render: (agent) => renderPlist(agent, logOf(agent.name)),
    async start(name) {
      // Refused when it was not there, which is as well.
      let attempt = runProgram("launchctl", ["bootout", `${domain}/${name}`]);
      for (let left = tries; left > 0 && attempt.is !== "absent"; left -= 1) {
        attempt = runProgram("launchctl", ["bootstrap", domain, fileOf(name)]);
        if (attempt.is === "done") break;
        await wait(betweenMs);
      }
      return attempt;
    },
    stop: async (name) => runProgram("launchctl", ["bootout", `${domain}/${name}`]),
    forget: () => undefined,
    byHand: (name) => `launchctl bootstrap ${domain} ${JSON.stringify(fileOf(name))}`,
    advise: (name) => [`What it says: ${logOf(name)}`, "It runs while you are signed in on this machine."],
  };
}
