import { spawnSync } from "node:child_process";
import type { Attempt } from "./starter.ts";

/** Runs a program to its end, with nothing of its words on the screen. */
export function runProgram(program: string, args: readonly string[]): Attempt {
  const { error, status, stderr } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (error && "code" in error && error.code === "ENOENT") return { is: "absent" };
  if (status === 0) return { is: "done" };
  const said = (error?.message ?? stderr).replace(/\s+/g, " ").trim().slice(0, 300);
  return { is: "refused", why: `${[program, ...args].join(" ")}: ${said || "it does not say why"}` };
}
