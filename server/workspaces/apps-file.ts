/**
 * `latchkey.yaml` in the data dir: apps declared beside the machine's other configuration. Read again whenever it changes; what cannot be
 * read leaves the last good reading in force, and says in one line which line is wrong.
 */
import { readFile, stat } from "node:fs/promises";
import { LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { isAppError } from "../errors.ts";
import type { AppRow } from "../store.ts";
import { requireApp, type InputLimits } from "./app-input.ts";

export interface FileReading {
  apps: AppRow[];
  /** One line for the owner; null when all is well. */
  problem: string | null;
}

export interface AppsFile {
  /** The file as it is now. Never throws. `changed` is true on the first call after a change. */
  read(limits: InputLimits): Promise<FileReading & { changed: boolean }>;
  /** Whether it is another file than at the last reading; costs one look at its times. */
  isChanged(): Promise<boolean>;
}

const maxBytes = 256 * 1024;
const app = z.strictObject({
  name: z.string().optional(),
  url: z.string(),
  icon: z.string().optional(),
  sharing: z.enum(["owner", "authenticated", "public"]).optional(),
  "shared-until": z.union([z.string(), z.date().transform((date) => date.toISOString())]).optional(),
  cors: z.enum(["allow", "passthrough"]).optional(),
  health: z.string().optional(),
  "verify-certificate": z.boolean().optional(),
});
const file = z.looseObject({ apps: z.record(z.string(), app).nullish() });
const fieldNames: Record<string, string> = { healthPath: "health", sharedUntil: "shared-until", tlsVerify: "verify-certificate" };

/** `path` need not exist. */
export function createAppsFile(path: string, workspaceId: string): AppsFile {
  let seen = "";
  const look = () =>
    stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => "",
    );
  let last: FileReading = { apps: [], problem: null };
  return {
    async read(limits) {
      const now = await look();
      if (now === seen) return { ...last, changed: false };
      seen = now;
      const { apps, problem } = now === "" ? { apps: [], problem: null } : await load(path, workspaceId, limits);
      last = { apps: apps ?? last.apps, problem };
      return { ...last, changed: true };
    },
    isChanged: async () => (await look()) !== seen,
  };
}

/** `apps` is null when the file as a whole says nothing that can be used. */
async function load(path: string, workspaceId: string, limits: InputLimits): Promise<{ apps: AppRow[] | null; problem: string | null }> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return { apps: null, problem: `${name} cannot be read. Give the door's user the right to.` };
  }
  if (text.length > maxBytes) return { apps: null, problem: `${name} is larger than ${maxBytes / 1024} kB.` };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const say = (place: readonly PropertyKey[], what: string) => ({
    apps: null,
    problem: `${name}, line ${lineOf(document, lines, place)}: ${place.map(String).join(".")}: ${what}`,
  });
  const [broken] = document.errors;
  if (broken) return { apps: null, problem: `${name}, line ${lines.linePos(broken.pos[0]).line}: ${firstLine(broken.message)}` };
  const parsed = file.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    if (issue?.code === "unrecognized_keys") return say([...path, issue.keys[0] ?? ""], "there is no such setting");
    return say(path, issue?.message ?? "not valid");
  }
  const apps: AppRow[] = [];
  for (const [slug, { "shared-until": until, "verify-certificate": tlsVerify, health: healthPath, ...rest }] of Object.entries(
    parsed.data.apps ?? {},
  )) {
    // An end that has passed is no mistake in a file: it was right when it was written.
    const isOver = until !== undefined && Date.parse(until) <= limits.now;
    const change = { ...rest, healthPath, tlsVerify, ...(isOver ? { sharing: "owner" as const } : { sharedUntil: until }) };
    try {
      apps.push({ ...requireApp({ workspaceId, slug }, change, null, limits), createdAt: 0, changedAt: 0 });
    } catch (error) {
      if (!isAppError(error)) throw error;
      const { field = "slug", detail = "not valid" } = error.facts;
      return say(["apps", slug, ...(field === "slug" ? [] : [fieldNames[field] ?? field])], detail);
    }
  }
  return { apps, problem: null };
}

function lineOf(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number {
  for (let length = place.length; length > 0; length--) {
    const node = document.getIn(place.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/ at line \d+.*$/, "");
}
