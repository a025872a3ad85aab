import Ellipsis from "lucide-react/icons/ellipsis";
import SquareTerminal from "lucide-react/icons/square-terminal";
import type { TerminalView } from "#protocol/api.ts";
import { IconButton } from "#ui/design/button.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { useNow } from "#ui/time/now.tsx";
import { sayEnd, sayIdle, sayProgram, sayTerminal, sayViewers } from "./say-terminal.ts";

interface TerminalRowProps {
  terminal: TerminalView;
  /** Its machine cannot be reached now. */
  isAway: boolean;
  onMore: (terminal: TerminalView) => void;
}

/** One terminal: the whole row opens it, the button at its end tells more. */
export function TerminalRow({ terminal, isAway, onMore }: TerminalRowProps) {
  const now = useNow();
  const name = sayTerminal(terminal);
  const facts = [sayProgram(terminal), sayViewers(terminal)].filter((fact) => fact !== null);
  const isDim = isAway || terminal.ended !== null;
  return (
    <li className="item-place">
      <div className={isDim ? "terminal-row text-muted" : "terminal-row"}>
        <span
          aria-hidden="true"
          className="flex size-9 items-center justify-center rounded-control bg-[color-mix(in_oklab,transparent_92%,var(--muted))] text-muted [grid-area:icon] tight:hidden"
        >
          <SquareTerminal className="size-4.5" />
        </span>
        <ScreenLink href={`/terminals/${terminal.id}`} className="item-open truncate font-medium [grid-area:name]">
          <bdi>{name}</bdi>
        </ScreenLink>
        <div className="flex min-w-0 flex-wrap gap-x-3 text-13 text-muted [grid-area:facts]">
          <RelativeTime at={terminal.activeAt} past>
            {terminal.ended ? sayEnd(terminal.ended) : sayIdle(Date.parse(terminal.activeAt), now)}
          </RelativeTime>
          {facts.map((fact) => (
            <bdi key={fact} className="min-w-0 truncate">
              {fact}
            </bdi>
          ))}
        </div>
        <IconButton
          className="relative [grid-area:end]"
          label={`More about ${name}`}
          icon={<Ellipsis className="size-5" />}
          onClick={() => onMore(terminal)}
        />
      </div>
    </li>
  );
}
