import KeyRound from "lucide-react/icons/key-round";
import type { ReactNode } from "react";
import type { KeyView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { Row } from "#ui/design/list.tsx";
import { sayScopes } from "#ui/keys/say-key.ts";
import { RelativeTime } from "#ui/time/relative-time.tsx";

/** One token: what it is called, how its text begins, what it may do, when it was used and when it ends. */
export function TokenRow({ token, end }: { token: KeyView; end: ReactNode }) {
  const isUsed = token.lastUsedAt > token.createdAt;
  return (
    <li className="row-lazy">
      <Row
        icon={<KeyRound />}
        title={token.name}
        badge={token.current && <Badge tone="good">This one</Badge>}
        end={end}
        className="items-start! py-3.5"
      >
        <span className="font-mono">lk_{token.id}_…</span>
        <div className="mt-0.5">{sayScopes(token.scopes)}</div>
        <div className="mt-0.5">
          {isUsed ? (
            <>
              Used <RelativeTime at={token.lastUsedAt} />
            </>
          ) : (
            <>
              Made <RelativeTime at={token.createdAt} />, not used yet
            </>
          )}
          , ends <RelativeTime at={token.expiresAt} />
        </div>
      </Row>
    </li>
  );
}
