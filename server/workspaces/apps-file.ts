/**
 * `latchkey.yaml` in the data dir: apps declared beside the machine's other configuration. Read again whenever it changes; what cannot be
 * read leaves the last good reading in force, and says in one line which line is wrong.
 */
import { readFile, stat } from "node:fs/promises";
import { LineCounter, parseDocument, type Document } from "yaml";
import type { AppRow } from "../store.ts";
import type { InputLimits } from "./app-input.ts";
import type { AppsSource } from "./catalog.ts";
import { readDeclaredApps } from "./declared-apps.ts";

interface FileReading {
  apps: AppRow[];
  /** One line for the owner; null when all is well. */
  problem: string | null;
}

const maxBytes = 256 * 1024;

/** `path` need not exist. */
export function createAppsFile(path: string, workspaceId: string): AppsSource {
  let seen = "";
  let last: FileReading = { apps: [], problem: null };
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
  const [broken] = document.errors;
  if (broken) return { apps: null, problem: `${name}, line ${lines.linePos(broken.pos[0]).line}: ${firstLine(broken.message)}` };
  const read = readDeclaredApps(document.toJS({ maxAliasCount: 100 }), workspaceId, limits);
  if (read.ok) return { apps: read.apps, problem: null };
  const line = lineOf(document, lines, read.place);
  return { apps: null, problem: `${name}, line ${line}: ${read.place.map(String).join(".")}: ${read.problem}` };
}

function lineOf(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number {
  for (let length = place.length; length > 0; length--) {
    const node = document.getIn(place.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").split(/ at line \d/, 1)[0] ?? "";
}
