import Search from "lucide-react/icons/search";
import { useEffect, useRef, type FormEvent } from "react";

interface SearchFieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  /** How many match, said to who cannot see it. */
  found: number;
  /** Enter. */
  onGo: () => void;
}

/** Narrows a list by a few letters. The key "/" goes to it from anywhere on the screen, Escape empties it. */
export function SearchField({ label, value, onValue, found, onGo }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, [role=dialog]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const go = (event: FormEvent) => {
    event.preventDefault();
    onGo();
  };
  return (
    <form role="search" onSubmit={go} className="relative mb-6">
      <Search aria-hidden="true" className="pointer-events-none absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-muted" />
      <input
        ref={input}
        type="search"
        enterKeyHint="go"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onValue("")}
        className="control pr-11! pl-10.5!"
      />
      <kbd
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 hidden -translate-y-1/2 rounded border border-line px-1.5 font-mono text-13 text-muted desk:pointer-fine:block"
      >
        /
      </kbd>
      <span aria-live="polite" className="sr-only">
        {value && (found === 0 ? "Nothing matches." : `${found} found.`)}
      </span>
    </form>
  );
}
