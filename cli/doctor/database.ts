import { existsSync } from "node:fs";
import type { Settings } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { listPendingMigrations } from "#server/store.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";

const about = "database";

/** Whether it answers, and whether it has the schema of this Latchkey. Never migrates: an older door may be running on it. */
export async function inspectDatabase({ databaseUrl }: Settings): Promise<Finding[]> {
  const isFile = databaseUrl.startsWith("file:");
  const path = databaseUrl.slice("file:".length);
  if (isFile && !existsSync(path)) return [ok(about, `${path} is made at the first start.`)];
  const name = isFile ? path : `PostgreSQL at ${new URL(databaseUrl).host || "its socket"}`;
  try {
    const pending = await listPendingMigrations({ databaseUrl, log: createLog(() => undefined) });
    if (pending.length === 0) return [ok(about, `${name} answers and is up to date.`)];
    return [warn(about, `${name} answers; the next start migrates it (${pending.join(", ")}). Make a backup first.`)];
  } catch (error) {
    return [bad(about, error instanceof Error ? error.message : String(error))];
  }
}
