import type { ReactNode } from "react";
import type { SessionView } from "#protocol/api.ts";
import { Card } from "#ui/design/card.tsx";
import { Mark } from "#ui/design/mark.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { sayLifetime } from "#ui/time/say-time.ts";
import { sayKeptBy } from "./say-key.ts";

/** What this door is to the person now: signed in as whom, until when, and what keeps it so. */
export function SessionCard({ session: { user, key } }: { session: SessionView }) {
  return (
    <Card>
      <div className="flex items-center gap-4 px-5 py-5 tight:px-3.5">
        <span className="flex size-12 shrink-0 tight:hidden items-center justify-center rounded-[14px] bg-[color-mix(in_oklab,transparent_88%,var(--accent))]">
          <Mark className="size-7 text-accent" />
        </span>
        <div className="min-w-0">
          <p className="text-22 font-semibold tracking-tight">Signed in as {user.name}</p>
          <p className="text-muted wrap-anywhere">
            {user.email} · {user.role}
          </p>
        </div>
      </div>
      <dl className="grid divide-y divide-line border-t border-line desk:grid-cols-3 desk:divide-x desk:divide-y-0">
        <Fact name="Stays open">
          <RelativeTime at={key.expiresAt}>{sayLifetime(key.lifetimeSeconds)} from each use</RelativeTime>
        </Fact>
        <Fact name="Kept by">{sayKeptBy(key)}</Fact>
        {key.absoluteExpiresAt ? (
          <Fact name="Ends in any case">
            <RelativeTime at={key.absoluteExpiresAt} />
          </Fact>
        ) : (
          <Fact name="Signed in">
            <RelativeTime past at={key.createdAt} />
          </Fact>
        )}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-5 py-3 tight:px-3.5 desk:block desk:py-3.5">
      <dt className="text-13 text-muted">{name}</dt>
      <dd className="font-medium desk:mt-0.5">{children}</dd>
    </div>
  );
}
