import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where an agent keeps its state: one directory per door and token, so that two agents on one machine have nothing of each other's. Under the XDG
 * base directory for state (specification 0.8).
 */
export function findStateDir({ url, token }: { url: URL; token: string }, env: Readonly<Record<string, string | undefined>>): string {
  const base = env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  // The first half of a token is its public name; the secret is in no path, not even hashed.
  const name = createHash("sha256")
    .update(`${url.origin} ${token.split("_")[1] ?? ""}`)
    .digest("hex")
    .slice(0, 12);
  return join(base, "latchkey", `agent-${name}`);
}
