import Pencil from "lucide-react/icons/pencil";
import SquareTerminal from "lucide-react/icons/square-terminal";
import Trash2 from "lucide-react/icons/trash-2";
import type { ReactNode } from "react";
import type { ProxyView } from "#protocol/regions.ts";
import { HostText } from "#ui/design/host-text.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { useNow } from "#ui/time/now.tsx";
import { Action } from "#ui/workspaces/action.tsx";
import { sayLastSeen } from "#ui/workspaces/say-machine.ts";

interface ProxyActionsProps {
  proxy: ProxyView;
  onPart: (part: "rename" | "renew" | "remove") => void;
}

/** What is known of a proxy, and what can be done with it, one line each. */
export function ProxyActions({ proxy, onPart }: ProxyActionsProps) {
  const { name, url, wildcard, version } = proxy;
  return (
    <>
      <dl className="-mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-15 tight:grid-cols-1">
        <Fact name="State">
          <State proxy={proxy} />
        </Fact>
        {url !== null && (
          <Fact name="Address">
            <span className="font-mono text-13 wrap-anywhere">
              <HostText>{url}</HostText>
            </span>
          </Fact>
        )}
        {wildcard !== null && (
          <Fact name="Apps">
            <span className="font-mono text-13 wrap-anywhere">
              <HostText>{wildcard}</HostText>
            </span>
          </Fact>
        )}
        {version !== null && <Fact name="Version">{version}</Fact>}
      </dl>
      <ul role="list" className="-mx-2.5 mt-3 -mb-1 border-t border-line pt-3">
        <Action icon={<Pencil />} onClick={() => onPart("rename")}>
          Rename
        </Action>
        <Action icon={<SquareTerminal />} onClick={() => onPart("renew")}>
          New command
        </Action>
        <Action icon={<Trash2 />} isDangerous onClick={() => onPart("remove")}>
          Delete {name}
        </Action>
      </ul>
    </>
  );
}

function State({ proxy: { healthy, lastSeenAt } }: { proxy: ProxyView }) {
  const now = useNow();
  const words = sayLastSeen(lastSeenAt === null ? null : Date.parse(lastSeenAt), now);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      <span aria-hidden="true" className={`dot dot-${healthy ? "good" : lastSeenAt === null ? "plain" : "out"}`} />
      {healthy ? (
        "Connected"
      ) : lastSeenAt === null ? (
        "Has not connected yet"
      ) : (
        <>
          Not connected, <RelativeTime at={lastSeenAt}>{words}</RelativeTime>
        </>
      )}
    </span>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
