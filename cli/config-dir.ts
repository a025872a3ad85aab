import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Env } from "#server/config.ts";

export function findHome(env: Env): string {
  return env.HOME || homedir();
}

/** The person's own configuration (XDG base directories 0.8: what is not absolute does not count). */
export function findConfigDir(env: Env): string {
  return env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME) ? env.XDG_CONFIG_HOME : join(findHome(env), ".config");
}
