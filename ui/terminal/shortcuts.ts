/** The keys that are the terminal's own and not its program's. All with Ctrl and Shift, which no program hears. */
export type Shortcut = "search" | "copy" | "paste" | "split" | "leave";

const letters: Record<string, Shortcut> = { KeyF: "search", KeyC: "copy", KeyV: "paste", KeyD: "split", KeyL: "leave" };

/** By where the key is, so that it is the same on every layout; null for a key of the program. */
export function findShortcut(event: Pick<KeyboardEvent, "code" | "ctrlKey" | "shiftKey" | "altKey" | "metaKey">): Shortcut | null {
  const { code, ctrlKey, shiftKey, altKey, metaKey } = event;
  return ctrlKey && shiftKey && !altKey && !metaKey ? (letters[code] ?? null) : null;
}

/** For people: what each does. */
export const saidShortcuts: readonly { keys: string; does: string }[] = [
  { keys: "Ctrl Shift C", does: "Copy what is selected" },
  { keys: "Ctrl Shift V", does: "Paste" },
  { keys: "Ctrl Shift F", does: "Search" },
  { keys: "Ctrl Shift D", does: "Split, or close the split" },
  { keys: "Ctrl Shift L", does: "Leave the terminal, to the buttons around it" },
];
