import ChevronRight from "lucide-react/icons/chevron-right";
import type { SessionView } from "#protocol/api.ts";
import { Mark } from "#ui/design/mark.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";
import { sayLifetime } from "#ui/time/say-time.ts";

/** Who is signed in and for how long, in one line that leads to the whole of it. */
export function SessionLine({ session: { user, key } }: { session: SessionView }) {
  return (
    <ScreenLink
      href="/doctor"
      className="mt-10 flex min-h-14 items-center gap-3.5 rounded-card px-4 py-2.5 transition-colors hover:bg-[color-mix(in_oklab,transparent_96%,var(--text))]"
    >
      <span className="flex size-9 shrink-0 items-center justify-center rounded-control bg-[color-mix(in_oklab,transparent_88%,var(--accent))] tight:hidden">
        <Mark className="size-5 text-accent" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">Signed in as {user.name}</span>
        <span className="block text-13 text-muted">Stays open for {sayLifetime(key.lifetimeSeconds)} from each use</span>
      </span>
      <ChevronRight className="size-4.5 shrink-0 text-muted" />
    </ScreenLink>
  );
}
