import CloudOff from "lucide-react/icons/cloud-off";
import DatabaseZap from "lucide-react/icons/database-zap";
import Check from "lucide-react/icons/check";
import Sparkle from "lucide-react/icons/sparkle";
import type { ReactNode } from "react";
import { Button } from "#ui/design/button.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { useConnection } from "#ui/engine/connection.ts";
import { useUpdate } from "#ui/engine/update.ts";
import { saySince } from "#ui/time/say-time.ts";

/**
 * What floats above the content: how the connection is, that an update waits, what was just done. Never in the flow, so that nothing
 * moves when it comes. Each place stays in the document, for screen readers only read what changes inside of a region they know.
 * `isQuiet`: the screen says by itself how the connection is, and needs the room.
 */
export function Notices({ isQuiet }: { isQuiet: boolean }) {
  const connection = useConnection();
  const update = useUpdate();
  const { shown } = useToasts();
  return (
    <div className="notices pointer-events-none fixed right-[calc(1rem+var(--safe-right))] left-[calc(1rem+var(--safe-left))] z-30 grid justify-items-center gap-2 desk:left-auto desk:justify-items-end">
      <div role="status" className="contents">
        {shown.map((toast) => (
          <Notice key={toast.id} icon={<Check className="text-good" />}>
            {toast.text}
          </Notice>
        ))}
      </div>
      <div role="status" className="contents">
        {update.ready && (
          <Notice icon={<Sparkle className="text-accent" />} end={<Button onClick={update.apply}>Reload</Button>}>
            Update ready
          </Notice>
        )}
      </div>
      <div role="status" className="contents">
        {connection.state === "offline" && !isQuiet && (
          <Notice icon={<CloudOff className="text-warn" />}>
            Offline since {saySince(connection.since ?? Date.now(), Date.now())}. You see what the door said last.
          </Notice>
        )}
        {connection.state === "unavailable" && !isQuiet && (
          <Notice icon={<DatabaseZap className="text-warn" />}>
            The database is not answering. You are still signed in; trying again.
          </Notice>
        )}
      </div>
    </div>
  );
}

function Notice({ icon, end, children }: { icon: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <div className="arrive pointer-events-auto flex min-h-12 w-full max-w-[26rem] items-center gap-3 rounded-card bg-raised py-2 pr-2.5 pl-4 text-15 shadow-float desk:w-auto [&>svg]:size-4.5 [&>svg]:shrink-0">
      {icon}
      <div className="min-w-0 flex-1 pr-1.5">{children}</div>
      {end}
    </div>
  );
}
