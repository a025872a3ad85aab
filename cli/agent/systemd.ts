import { existsSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Env } from "#server/config.ts";
import { findConfigDir } from "../config-dir.ts";
import type { Attempt, Starter } from "./starter.ts";
import { runProgram } from "./run-program.ts";
import { renderUnit } from "./unit.ts";

/** The person's own systemd. Nothing of it needs an administrator. */
export function createSystemd(env: Env): Starter {
  const dir = join(findConfigDir(env), "systemd", "user");
  return {
    ...{ dir, ending: ".service", render: renderUnit },
    async start(name) {
      // Restarted too, so that what was written holds: "enable --now" leaves alone what runs.
      for (const args of [["daemon-reload"], ["enable", "--now", name], ["restart", name]]) {
        const attempt = systemctl(...args);
        if (attempt.is !== "done") return attempt;
      }
      return { is: "done" };
    },
    stop: async (name) => systemctl("disable", "--now", name),
    forget(name) {
      // What "enable" has made, where systemctl was not there to undo it.
      rmSync(join(dir, "default.target.wants", `${name}.service`), { force: true });
      systemctl("daemon-reload");
    },
    byHand: (name) => `systemctl --user daemon-reload && systemctl --user enable --now ${name}`,
    advise: (name) => [
      `What it says: journalctl --user --unit ${name}`,
      ...(existsSync(join("/var/lib/systemd/linger", userInfo().username))
        ? []
        : ["It runs while you are signed in on this machine. For it to run from when the machine starts: loginctl enable-linger"]),
    ],
  };
}

function systemctl(...args: readonly string[]): Attempt {
  return runProgram("systemctl", ["--user", ...args]);
}
