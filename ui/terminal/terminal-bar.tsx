import ChevronLeft from "lucide-react/icons/chevron-left";
import Columns2 from "lucide-react/icons/columns-2";
import Ellipsis from "lucide-react/icons/ellipsis";
import Search from "lucide-react/icons/search";
import type { ReactNode } from "react";
import { IconButton } from "#ui/design/button.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";

interface TerminalBarProps {
  name: string;
  /** Its machine, where it is known. */
  place: string | null;
  /** On wide screens, in the place of the name. */
  tabs: ReactNode;
  isSplit: boolean;
  onSearch: () => void;
  onSplit: () => void;
  onMenu: () => void;
}

/** What stays of the door around a terminal: the way back, what it is, and what can be done. */
export function TerminalBar({ name, place, tabs, isSplit, onSearch, onSplit, onMenu }: TerminalBarProps) {
  return (
    <header className="app-bar terminal-bar">
      <ScreenLink href="/terminals" replace aria-label="Back to Terminals" className="icon-button">
        <ChevronLeft className="size-6" />
      </ScreenLink>
      <div className="min-w-0 flex-1 leading-tight desk:sr-only">
        <h1 className="truncate text-15 font-semibold">{name}</h1>
        {place !== null && <p className="truncate text-13 text-muted">{place}</p>}
      </div>
      {tabs}
      <IconButton label="Search" icon={<Search className="size-4.5" />} onClick={onSearch} />
      <IconButton
        className="hidden desk:inline-flex"
        label={isSplit ? "Close the split" : "Split right"}
        icon={<Columns2 className="size-4.5" />}
        aria-pressed={isSplit}
        onClick={onSplit}
      />
      <IconButton label="More" icon={<Ellipsis className="size-5" />} onClick={onMenu} />
    </header>
  );
}
