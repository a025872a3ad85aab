/** Apps declared in a latchkey.yaml, checked: the door's own file, and what an agent tells of its own. */
import { maxAppsOfFile } from "#protocol/tunnel.ts";
import { z } from "zod";
import { isAppError } from "../errors.ts";
import type { AppRow } from "../store.ts";
import { requireApp, type InputLimits } from "./app-input.ts";

/** `more`: how many there are beyond those that are taken. */
export type ReadApps = { ok: true; apps: AppRow[]; more: number } | { ok: false; place: PropertyKey[]; problem: string };

const app = z.strictObject({
  name: z.string().optional(),
  url: z.string(),
  icon: z.string().optional(),
  sharing: z.enum(["owner", "authenticated", "public"]).optional(),
  "shared-until": z.union([z.string(), z.date().transform((date) => date.toISOString())]).optional(),
  cors: z.enum(["allow", "passthrough"]).optional(),
  identity: z.enum(["strip", "passthrough"]).optional(),
  health: z.string().optional(),
  "verify-certificate": z.boolean().optional(),
});
const file = z.looseObject({ apps: z.record(z.string(), app).nullish() });
const fieldNames: Record<string, string> = { healthPath: "health", sharedUntil: "shared-until", tlsVerify: "verify-certificate" };

/** `given`: the file as YAML reads it. All of it or nothing: `place` is where it is wrong. */
export function readDeclaredApps(given: unknown, workspaceId: string, limits: InputLimits): ReadApps {
  const parsed = file.safeParse(given ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path ?? [];
    if (issue?.code === "unrecognized_keys") return bad([...place, issue.keys[0] ?? ""], "there is no such setting");
    return bad(place, issue?.message ?? "not valid");
  }
  const apps: AppRow[] = [];
  const declared = Object.entries(parsed.data.apps ?? {});
  for (const [slug, { "shared-until": until, "verify-certificate": tlsVerify, health: healthPath, ...rest }] of declared.slice(
    0,
    maxAppsOfFile,
  )) {
    // An end that has passed is no mistake in a file: it was right when it was written.
    const isOver = until !== undefined && Date.parse(until) <= limits.now;
    const change = { ...rest, healthPath, tlsVerify, ...(isOver ? { sharing: "owner" as const } : { sharedUntil: until }) };
    try {
      apps.push({ ...requireApp({ workspaceId, slug }, change, null, limits), createdAt: 0, changedAt: 0 });
    } catch (error) {
      if (!isAppError(error)) throw error;
      const { field = "slug", detail = "not valid" } = error.facts;
      return bad(["apps", slug, ...(field === "slug" ? [] : [fieldNames[field] ?? field])], detail);
    }
  }
  return { ok: true, apps, more: Math.max(0, declared.length - maxAppsOfFile) };
}

function bad(place: PropertyKey[], problem: string): ReadApps {
  return { ok: false, place, problem };
}
