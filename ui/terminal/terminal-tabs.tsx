import Plus from "lucide-react/icons/plus";
import type { TerminalView } from "#protocol/api.ts";
import { IconButton } from "#ui/design/button.tsx";
import { sayEnd, sayTerminal } from "#ui/terminals/say-terminal.ts";

interface TerminalTabsProps {
  terminals: readonly TerminalView[];
  /** Those that are shown; the first is the one that keys go to. */
  shown: readonly string[];
  /** Null where no new one can be opened. */
  onNew: (() => void) | null;
  onTab: (id: string) => void;
}

/** The terminals of one machine, on wide screens. */
export function TerminalTabs({ terminals, shown, onNew, onTab }: TerminalTabsProps) {
  return (
    <nav aria-label="Terminals of this machine" className="terminal-tabs">
      <ul role="list" className="flex min-w-0">
        {terminals.map((terminal) => (
          <li key={terminal.id} className="min-w-0">
            <button
              type="button"
              aria-current={terminal.id === shown[0] ? "page" : undefined}
              data-shown={shown.includes(terminal.id) || undefined}
              className="terminal-tab"
              onClick={() => onTab(terminal.id)}
            >
              <bdi className="truncate">{sayTerminal(terminal)}</bdi>
              {terminal.ended && <span className="shrink-0 text-13 text-muted">{sayEnd(terminal.ended)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {onNew && <IconButton label="New terminal" icon={<Plus className="size-4.5" />} onClick={onNew} />}
    </nav>
  );
}
