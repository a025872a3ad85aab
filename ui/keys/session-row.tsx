import type { ReactNode } from "react";
import type { KeyView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { KeyRow } from "./key-row.tsx";
import { sayBrowser, sayKeptBy } from "./say-key.ts";
import { ShapeIcon } from "./shape-icon.tsx";

/** All there is to say of a device that is signed in. `end`: the button that ends it. */
export function SessionDetails({ session, end }: { session: KeyView; end?: ReactNode }) {
  const browser = sayBrowser(session.userAgent);
  return (
    <KeyRow
      icon={<ShapeIcon userAgent={session.userAgent} />}
      name={session.name}
      badge={session.current && <ThisOne />}
      under={
        <>
          {browser && <span>{browser}</span>}
          <span>{session.ip}</span>
        </>
      }
      used={
        <>
          <span>
            <Used session={session} />
          </span>
          <span className="max-wide:hidden">
            Signed in <RelativeTime past at={session.createdAt} />
          </span>
        </>
      }
      ends={
        <>
          <span>
            Ends <RelativeTime at={session.expiresAt} />
          </span>
          <span>{sayKeptBy(session)}</span>
        </>
      }
      end={end}
    />
  );
}

function Used({ session }: { session: KeyView }) {
  if (session.current) return "In use now";
  return (
    <>
      Used <RelativeTime past at={session.lastUsedAt} />
    </>
  );
}

function ThisOne() {
  return <Badge tone="good">This one</Badge>;
}
