import KeyRound from "lucide-react/icons/key-round";
import type { ReactNode } from "react";
import type { KeyView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { KeyRow } from "#ui/keys/key-row.tsx";
import { isAgents, sayScopes } from "#ui/keys/say-key.ts";
import { RelativeTime } from "#ui/time/relative-time.tsx";

/** One token (`madeBy`: the one that made it): what it is called, how its text begins, what it may do, when it was used and when it ends. */
export function TokenRow({ token, madeBy = null, end }: { token: KeyView; madeBy?: string | null; end?: ReactNode }) {
  return (
    <KeyRow
      icon={<KeyRound />}
      name={token.name}
      badge={token.longerThanAllowed && <Badge tone="warn">longer than is allowed now</Badge>}
      under={
        <>
          <span className="font-mono">lk_{token.id}_…</span>
          {madeBy && <span>Made by {madeBy}, ends with it</span>}
        </>
      }
      used={
        <>
          {token.lastUsedAt > token.createdAt ? (
            <span>
              Used <RelativeTime past at={token.lastUsedAt} />
              {token.scopes.includes("agent") && token.ip !== "" && <> from {token.ip}</>}
            </span>
          ) : (
            <span>Not used yet</span>
          )}
          {isAgents(token) && token.ip !== "" && <span>from {token.ip}</span>}
          <span className="max-wide:hidden">
            Made <RelativeTime past at={token.createdAt} />
          </span>
        </>
      }
      ends={
        <>
          {isAgents(token) ? (
            <span>No end</span>
          ) : (
            <span>
              Ends <RelativeTime at={token.expiresAt} />
            </span>
          )}
          <span>{sayScopes(token.scopes)}</span>
        </>
      }
      end={end}
    />
  );
}
