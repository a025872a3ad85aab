import KeyRound from "lucide-react/icons/key-round";
import type { ReactNode } from "react";
import type { KeyView } from "#protocol/api.ts";
import { KeyRow } from "#ui/keys/key-row.tsx";
import { sayScopes } from "#ui/keys/say-key.ts";
import { RelativeTime } from "#ui/time/relative-time.tsx";

/** One token: what it is called, how its text begins, what it may do, when it was used and when it ends. */
export function TokenRow({ token, end }: { token: KeyView; end: ReactNode }) {
  return (
    <KeyRow
      icon={<KeyRound />}
      name={token.name}
      under={<span className="font-mono">lk_{token.id}_…</span>}
      used={
        <>
          {token.lastUsedAt > token.createdAt ? (
            <span>
              Used <RelativeTime past at={token.lastUsedAt} />
            </span>
          ) : (
            <span>Not used yet</span>
          )}
          <span className="max-wide:hidden">
            Made <RelativeTime past at={token.createdAt} />
          </span>
        </>
      }
      ends={
        <>
          <span>
            Ends <RelativeTime at={token.expiresAt} />
          </span>
          <span>{sayScopes(token.scopes)}</span>
        </>
      }
      end={end}
    />
  );
}
