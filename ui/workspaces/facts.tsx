import Globe from "lucide-react/icons/globe";
import Lock from "lucide-react/icons/lock";
import Users from "lucide-react/icons/users";
import type { Sharing } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { useIsInBrowser, useNow } from "#ui/time/now.tsx";
import { sayUntil } from "#ui/time/say-time.ts";
import type { Item } from "./item.ts";
import { sayHealth, saySharing } from "./say-sharing.ts";

const looks = { healthy: "good", listening: "good", unhealthy: "bad", unknown: "plain", silent: "plain" } as const;
const signs = { owner: Lock, authenticated: Users, public: Globe } as const;

/** A dot and a word. `isGone`: it went while somebody reads. */
export function HealthFact({ item, isGone = false }: { item: Item; isGone?: boolean }) {
  const offline = item.workspace.state === "offline";
  const health = isGone ? "silent" : offline ? "unknown" : item.health;
  const words = isGone && item.app ? "Removed" : offline ? "Machine offline" : sayHealth(health);
  return (
    <span className="item-health inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={`dot dot-${looks[health]}`} />
      {words}
    </span>
  );
}

/** Who can open it, and until when. */
export function SharingFact({ sharing, sharedUntil }: Pick<Item, "sharing" | "sharedUntil">) {
  const now = useNow();
  const isInBrowser = useIsInBrowser();
  const Sign = signs[sharing];
  return (
    <span className="item-who inline-flex min-w-0 items-baseline gap-1.5">
      <Sign aria-hidden="true" className="size-3.5 shrink-0 translate-y-0.5" />
      <span>
        {saySharing(sharing)}
        {/* In the person's own time zone, which the server does not know. */}
        {sharedUntil && isInBrowser && sharing !== "owner" && `, until ${sayUntil(Date.parse(sharedUntil), now)}`}
      </span>
    </span>
  );
}

/** Nothing for what is one's own: the ordinary needs no sign. */
export function SharingBadge({ sharing }: { sharing: Sharing }) {
  if (sharing === "owner") return null;
  return sharing === "public" ? <Badge tone="warn">Public</Badge> : <Badge>Shared</Badge>;
}
