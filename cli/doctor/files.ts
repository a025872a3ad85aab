import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { isConfigError, readConfig, type Settings } from "#server/config.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";

const about = "data directory";

/** Who may read what the door keeps. `input`: what the settings were read from. */
export function inspectFiles({ dataDir }: Settings, input: Parameters<typeof readConfig>[0]): Finding[] {
  if (!existsSync(dataDir)) return [ok(about, `${dataDir} is made at the first start.`)];
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [bad(about, `${dataDir} cannot be written by this user. Run as its owner, or give it to this user with chown.`)];
  }
  const mode = statSync(dataDir).mode;
  const isOpen = process.platform !== "win32" && (mode & 0o077) !== 0;
  const found = isOpen
    ? warn(about, `Others may look into ${dataDir}. Run: chmod 700 ${dataDir}`)
    : ok(about, `${dataDir} is there, for its owner alone.`);
  return [found, ...inspectSecrets(dataDir, input)];
}

/** Where secrets are kept already, reading them changes nothing. */
function inspectSecrets(dataDir: string, input: Parameters<typeof readConfig>[0]): Finding[] {
  if (!existsSync(join(dataDir, "session-secrets"))) return [];
  try {
    const { sessionSecrets } = readConfig(input);
    return [
      ok("secrets", sessionSecrets.length === 1 ? "One session secret." : `${sessionSecrets.length} session secrets; the first one seals.`),
    ];
  } catch (error) {
    if (isConfigError(error)) return [bad("secrets", error.message)];
    throw error;
  }
}
