import Plus from "lucide-react/icons/plus";
import SquareTerminal from "lucide-react/icons/square-terminal";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { IconButton } from "#ui/design/button.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";
import { useNow } from "#ui/time/now.tsx";
import { sayWorkspace } from "#ui/workspaces/item.ts";
import { findLatest, sayIdle, sayTerminal } from "./say-terminal.ts";
import { useNewTerminal } from "./use-new-terminal.tsx";

interface HomeTerminalProps {
  workspace: WorkspaceView;
  /** Undefined while they are not known: then nothing is opened anew that might be there. */
  terminals: readonly TerminalView[] | undefined;
}

/** First of all that a machine has: one tap to the terminal that was used last, or to a new one. */
export function HomeTerminal({ workspace, terminals }: HomeTerminalProps) {
  const now = useNow();
  const { isOpening, failure, open, question } = useNewTerminal();
  const title = sayWorkspace(workspace.name);
  const latest = terminals ? findLatest(terminals, workspace.id) : null;
  const running = (terminals ?? []).filter((each) => each.workspaceId === workspace.id && !each.ended).length;
  const more = running > 1 ? [`${running} running`] : [];
  // What is not known yet keeps its line, so that nothing moves when it comes.
  const facts = latest ? [sayTerminal(latest), sayIdle(Date.parse(latest.activeAt), now), ...more] : [terminals ? "A new shell" : "\u00a0"];
  const look = "item-open truncate text-left font-medium [grid-area:name]";
  return (
    <>
      <List label={`Terminal of ${title}`} className="mb-3">
        <li>
          <div className="terminal-row terminal-row-home">
            <span
              aria-hidden="true"
              className="flex size-9 items-center justify-center rounded-control bg-[color-mix(in_oklab,transparent_92%,var(--muted))] text-muted [grid-area:icon] tight:hidden"
            >
              <SquareTerminal className="size-4.5" />
            </span>
            <ScreenLink
              href={latest ? `/terminals/${latest.id}` : "/terminals"}
              className={look}
              aria-busy={isOpening || undefined}
              onClick={(event) => {
                // Before the page is alive, and while it is not known whether there is one, the link leads to the list of all.
                if (latest || !terminals) return;
                event.preventDefault();
                void open(workspace.id);
              }}
            >
              Terminal
            </ScreenLink>
            <div className="flex min-w-0 gap-x-3 text-13 text-muted [grid-area:facts]">
              {facts.map((fact) => (
                <bdi key={fact} className="min-w-0 truncate not-first:shrink-0">
                  {fact}
                </bdi>
              ))}
            </div>
            {latest && (
              <IconButton
                className="relative [grid-area:end]"
                label={`New terminal on ${title}`}
                aria-busy={isOpening || undefined}
                icon={<Plus className="size-5" />}
                onClick={() => void open(workspace.id)}
              />
            )}
          </div>
        </li>
      </List>
      {question}
      {failure && (
        <Note role="alert" tone="bad" className="mb-3">
          {failure}
        </Note>
      )}
    </>
  );
}
