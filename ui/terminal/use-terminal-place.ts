import { useCallback, useEffect, useState } from "react";

/** Which terminal is shown, and which one beside it where there is room. */
export interface TerminalPlace {
  id: string;
  beside: string | null;
}

/**
 * The place that the address names. `move` changes both without asking the door for a page: from one terminal to the next it is this very
 * page. `given`: as the server read it, for the first paint.
 */
export function useTerminalPlace(given?: TerminalPlace): { place: TerminalPlace; move(to: TerminalPlace): void } {
  const [place, setPlace] = useState(() => given ?? readAddress());
  useEffect(() => {
    // Also at once: the router gives back a page as it was first asked for, and the address may have moved on since.
    const look = () => {
      const next = readAddress();
      if (next.id !== "") setPlace((before) => (before.id === next.id && before.beside === next.beside ? before : next));
    };
    look();
    addEventListener("popstate", look);
    return () => removeEventListener("popstate", look);
  }, []);
  const move = useCallback((to: TerminalPlace) => {
    setPlace(to);
    history.replaceState(null, "", addressOf(to));
  }, []);
  return { place, move };
}

export function addressOf({ id, beside }: TerminalPlace): string {
  return `/terminals/${id}${beside === null ? "" : `?beside=${encodeURIComponent(beside)}`}`;
}

function readAddress(): TerminalPlace {
  const [, first, id = ""] = location.pathname.split("/");
  // As it stands there: an id has no character that an address would write in another way.
  return { id: first === "terminals" ? id : "", beside: new URLSearchParams(location.search).get("beside") };
}
