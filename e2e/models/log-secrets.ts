import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What must never be in a log whatever a test does: seals, token texts, private keys. */
const secretPatterns = [/Fe26\.2\*\S+/, /lk_[0-9a-z]{16}_[0-9A-Za-z]{32}/, /\$argon2id\$\S+/, /-----BEGIN [A-Z ]*PRIVATE KEY-----/];

/** The secrets that a door's log holds: by pattern, by the test's own passwords, and by what the data directory keeps for the owner alone. */
export function findSecretsInLog(log: string, dataDir: string, passwords: string[]): string[] {
  const byPattern = secretPatterns.flatMap((pattern) => pattern.exec(log)?.[0] ?? []);
  const byValue = [...passwords, ...readSecretFiles(dataDir)].filter((secret) => log.includes(secret));
  return [...byPattern, ...byValue];
}

/** Lines of small text files in the data directory that nobody else may read. */
function readSecretFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile() && !/\.db/.test(entry.name));
  const texts = files.map(({ name }) => readUnlessGone(join(dir, name))).filter((text) => text.length < 10_000);
  return texts.flatMap((text) => text.split(/[\s,"]+/)).filter((word) => word.length >= 32);
}

/** Its door still runs: a file that it writes and then renames may be gone between the listing and the reading. */
function readUnlessGone(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
