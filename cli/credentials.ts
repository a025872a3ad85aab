/**
 * The tokens this machine holds, one per door, in `$XDG_CONFIG_HOME/latchkey/credentials.json` (0600). A token is only ever sent to the
 * origin it was made by.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Env } from "#server/config.ts";
import { CommandError } from "./command-error.ts";
import { findConfigDir } from "./config-dir.ts";
import { writeWhole } from "./write-whole.ts";

const credentialSchema = z.object({ token: z.string(), keyId: z.string(), email: z.string(), expiresAt: z.string() });
const fileSchema = z.object({ current: z.string().nullable(), doors: z.record(z.string(), credentialSchema) });

export type Credential = z.infer<typeof credentialSchema>;

export interface Credentials {
  readonly path: string;
  /** Origin of the door that was signed in to last. */
  readonly current: string | null;
  find(origin: string): Credential | null;
  /** Keeps it and makes its door the current one. */
  keep(origin: string, credential: Credential): void;
  forget(origin: string): void;
}

/** Throws CommandError when the file is damaged or others may read it. */
export function openCredentials(env: Env): Credentials {
  const path = join(findConfigDir(env), "latchkey", "credentials.json");
  const { current, doors } = read(path);
  const known = new Map(Object.entries(doors));
  return {
    path,
    current,
    find: (origin) => known.get(origin) ?? null,
    keep(origin, credential) {
      known.set(origin, credential);
      write(path, { current: origin, doors: Object.fromEntries(known) });
    },
    forget(origin) {
      known.delete(origin);
      write(path, { current: current === origin ? ([...known.keys()][0] ?? null) : current, doors: Object.fromEntries(known) });
    },
  };
}

function read(path: string): z.infer<typeof fileSchema> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { current: null, doors: {} };
    throw new CommandError(`${path} cannot be read; make it yours, or delete it and run latchkey login.`);
  }
  if (process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0)
    throw new CommandError(`Others can read ${path}; run chmod 600 on it.`);
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new CommandError(`${path} is damaged; delete it and run latchkey login.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function write(path: string, content: z.infer<typeof fileSchema>): void {
  writeWhole(path, `${JSON.stringify(content, null, 2)}\n`, 0o600);
}
