/**
 * What seals the session cookies. Whoever knows a secret can seal, so a short or well-known one is refused (SEC-62), and the file that
 * the door makes for itself is written once, whole, and for nobody else's eyes. No text in here ever shows a secret.
 */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ConfigError, quote } from "./error.ts";
import { codeOf } from "./given.ts";
import { findWeakness } from "./weak-secret.ts";

export type SessionSecrets = readonly [string, ...string[]];

/** A comma list: the first seals, all unseal. */
export const sessionSecrets = z.string().transform((text, context): SessionSecrets => {
  const [first = "", ...rest] = text.split(",").map((secret) => secret.trim());
  const all: SessionSecrets = [first, ...rest];
  const weaknesses = all.map(findWeakness);
  const index = weaknesses.findIndex((weakness) => weakness !== null);
  if (index < 0) return all;
  const which = all.length > 1 ? `number ${index + 1} ` : "";
  context.addIssue({ code: "custom", message: `${which}${weaknesses[index]}; make one with: openssl rand -hex 32.` });
  return z.NEVER;
});

/** The secrets kept in the data directory, made at the first call. Throws ConfigError when they cannot be read, made or trusted. */
export function openSessionSecrets(dataDir: string): SessionSecrets {
  const path = join(dataDir, "session-secrets");
  try {
    const text = readIfThere(path) ?? create(path);
    refuseOpenFile(path);
    const read = sessionSecrets.safeParse(text.trim());
    if (read.success) return read.data;
    throw new ConfigError("--session-secrets", `in ${quote(path)}: ${read.error.issues[0]?.message ?? "is damaged"}`);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError("--session-secrets", `cannot be kept in ${quote(path)} (${codeOf(error)}); make the data directory writable.`);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** Of two first starts at once one makes the file and both read it: a hard link either puts the whole file in place or says EEXIST. */
function create(path: string): string {
  const text = `${randomBytes(32).toString("hex")}\n`;
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeDurably(draft, text);
    linkSync(draft, path);
  } catch (error) {
    const code = codeOf(error);
    // Some file systems have no hard links; there the exclusive create alone must do.
    if (["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EACCES"].includes(code))
      writeFileSync(path, text, { mode: 0o600, flag: "wx", flush: true });
    else if (code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncDirectory(dirname(path));
  return readFileSync(path, "utf8");
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A power cut after the first sign-in must not take the secrets away, and everybody's session with them. */
function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Refused and not just mentioned, as ssh does with its keys: a secret that others could read is theirs already. */
function refuseOpenFile(path: string): void {
  if (process.platform === "win32") return;
  const { mode, uid } = statSync(path);
  if (uid !== process.getuid?.() && process.getuid?.() !== 0)
    throw new ConfigError(
      "--session-secrets",
      `file ${quote(path)} belongs to another user (id ${uid}), who knows what is in it; delete it for new secrets (signs everybody out).`,
    );
  if ((mode & 0o077) === 0) return;
  throw new ConfigError(
    "--session-secrets",
    `file ${quote(path)} can be read by others; run chmod 600 on it, or delete it for new secrets (signs everybody out).`,
  );
}
