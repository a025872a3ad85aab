import { AppError } from "#server/errors.ts";
import type { Apps } from "#server/apps.ts";
import type { Runtime } from "#server/runtime.ts";

/** The workspaces behind this door. Throws `not_found` where there is no wildcard, and so no app host. */
export function requireWorkspaces({ apps }: Pick<Runtime, "apps">): Apps["workspaces"] {
  if (!apps) throw new AppError("not_found", { detail: "This door has no wildcard for app hosts. Start it with --wildcard-access-url." });
  return apps.workspaces;
}
