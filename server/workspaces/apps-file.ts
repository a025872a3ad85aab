/**
 * `latchkey.yaml` in the data dir: apps declared beside the machine's other configuration. Read again whenever it changes; what cannot be
 * read leaves the last good reading in force, and says in one line which line is wrong.
 */
import { stat } from "node:fs/promises";
import { readYamlFile } from "#tunnel/yaml-file.ts";
import type { AppRow } from "../store.ts";
import type { InputLimits } from "./app-input.ts";
import type { AppsSource } from "./catalog.ts";
import { readDeclaredApps } from "./declared-apps.ts";

interface FileReading {
  apps: AppRow[];
  /** How many it declares beyond those. */
  more: number;
  /** One line for the owner; null when all is well. */
  problem: string | null;
}

/** `path` need not exist. */
export function createAppsFile(path: string, workspaceId: string): AppsSource {
  let seen = "";
  let last: FileReading = { apps: [], more: 0, problem: null };
  const look = () =>
    stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => "",
    );
  return {
    async read(limits) {
      const now = await look();
      if (now === seen) return { ...last, changed: false };
      seen = now;
      const { apps, more, problem } = now === "" ? { apps: [], more: 0, problem: null } : load(path, workspaceId, limits);
      last = apps ? { apps, more, problem } : { ...last, problem };
      return { ...last, changed: true };
    },
    isChanged: async () => (await look()) !== seen,
  };
}

/** `apps` is null when the file as a whole says nothing that can be used. */
function load(path: string, workspaceId: string, limits: InputLimits): Omit<FileReading, "apps"> & { apps: AppRow[] | null } {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const bad = (problem: string) => ({ apps: null, more: 0, problem });
  const file = readYamlFile(path);
  if (!file) return { apps: [], more: 0, problem: null };
  if (!file.ok && file.problem === "cannot be read") return bad(`${name} cannot be read. Give the door's user the right to.`);
  if (!file.ok) return bad(file.line === null ? `${name} ${file.problem}.` : `${name}, line ${file.line}: ${file.problem}`);
  const read = readDeclaredApps(file.value, workspaceId, limits);
  if (read.ok) return { apps: read.apps, more: read.more, problem: null };
  return bad(`${name}, line ${file.lineOf(read.place)}: ${read.place.map(String).join(".")}: ${read.problem}`);
}
