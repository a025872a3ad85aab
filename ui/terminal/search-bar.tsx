import ChevronDown from "lucide-react/icons/chevron-down";
import ChevronUp from "lucide-react/icons/chevron-up";
import X from "lucide-react/icons/x";
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from "react";
import { IconButton } from "#ui/design/button.tsx";
import { searchColorsOf } from "./colors.ts";
import type { Pane } from "./pane.ts";

interface SearchBarProps {
  pane: Pane;
  scheme: "light" | "dark";
  onEnd: () => void;
}

/** Finds text in what a terminal shows and in what has gone by: upwards, for the newest is below. */
export function SearchBar({ pane, scheme, onEnd }: SearchBarProps) {
  const { search, terminal } = pane.emulator;
  const [sought, setSought] = useState("");
  const [found, setFound] = useState<{ index: number; count: number } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const look = (text: string, direction: "up" | "down", incremental = false) => {
    const options = { decorations: searchColorsOf(scheme), incremental };
    if (text === "") search.clearDecorations();
    else if (direction === "up") search.findPrevious(text, options);
    else search.findNext(text, options);
  };
  const leave = useEffectEvent(() => {
    search.clearDecorations();
    terminal.clearSelection();
  });
  useEffect(() => {
    input.current?.focus();
    const watching = search.onDidChangeResults(({ resultIndex, resultCount }) => setFound({ index: resultIndex, count: resultCount }));
    return () => {
      watching.dispose();
      leave();
    };
  }, [search]);
  const end = () => {
    onEnd();
    terminal.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") end();
    else if (event.key === "Enter") look(sought, event.shiftKey ? "down" : "up");
  };
  return (
    <div role="search" className="search-bar arrive">
      <input
        ref={input}
        type="search"
        aria-label="Search this terminal"
        placeholder="Search"
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        value={sought}
        onChange={(event) => {
          setSought(event.target.value);
          look(event.target.value, "up", true);
        }}
        onKeyDown={onKey}
        className="min-w-0 flex-1 bg-transparent px-3 text-16 outline-none desk:pointer-fine:text-15"
      />
      <span aria-live="polite" className="shrink-0 text-13 text-muted tabular-nums">
        {sought !== "" && sayFound(found)}
      </span>
      <IconButton label="Earlier" icon={<ChevronUp className="size-4.5" />} onClick={() => look(sought, "up")} />
      <IconButton label="Later" icon={<ChevronDown className="size-4.5" />} onClick={() => look(sought, "down")} />
      <IconButton label="End the search" icon={<X className="size-4.5" />} onClick={end} />
    </div>
  );
}

/** The index is -1 where there are more than are counted. */
function sayFound(found: { index: number; count: number } | null): string {
  if (!found || found.count === 0) return "Nothing";
  return found.index < 0 ? `${found.count}+` : `${found.index + 1} of ${found.count}`;
}
