import type { WorkspaceView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { useNow } from "#ui/time/now.tsx";
import { listMachineFacts, sayLastSeen } from "./say-machine.ts";

/** Under a workspace's name, quietly: how its machine fares, or since when it is away. */
export function MachineLine({ workspace, title }: { workspace: WorkspaceView; title: string }) {
  const now = useNow();
  const { state, lastSeenAt, facts } = workspace;
  if (state === "offline") {
    const words = capital(sayLastSeen(lastSeenAt === null ? null : Date.parse(lastSeenAt), now));
    return (
      <p className={`${look} flex flex-wrap items-center gap-x-2 gap-y-1`}>
        <Badge tone="warn">Offline</Badge>
        {lastSeenAt === null ? words : <RelativeTime at={lastSeenAt}>{words}</RelativeTime>}
      </p>
    );
  }
  if (!facts) return null;
  return (
    <ul role="list" aria-label={`How ${title} is`} className={`${look} flex flex-wrap gap-x-4`}>
      {listMachineFacts(facts).map(({ key, text, isTight }) => (
        <li key={key} className={isTight ? "text-warn" : undefined}>
          <bdi>{capital(text)}</bdi>
        </li>
      ))}
    </ul>
  );
}

const look = "-mt-1.5 mb-3 text-13 text-muted tabular-nums";

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
