/** What keys send: the rules of xterm, for a keyboard on glass that has no Ctrl, no Alt and no arrows. */

/** `once`: for the next key. */
export type Held = "off" | "once" | "locked";
export interface Modifiers {
  ctrl: Held;
  alt: Held;
}
export const noModifiers: Modifiers = { ctrl: "off", alt: "off" };

export type ArrowKey = "up" | "down" | "right" | "left";

/** Two taps within this time lock a modifier. ms. */
export const doubleTapMs = 350;

/** A tap arms it for one key, a second one at once locks it, any other takes it back. */
export function tapModifier(held: Held, sinceLastMs: number): Held {
  if (held === "off") return "once";
  return held === "once" && sinceLastMs <= doubleTapMs ? "locked" : "off";
}

/** After a key: what was for one key is used up. */
export function spend({ ctrl, alt }: Modifiers): Modifiers {
  return { ctrl: ctrl === "once" ? "off" : ctrl, alt: alt === "once" ? "off" : alt };
}

/** What is typed, with the modifiers that are held; null for what is no key (a paste, a mouse), which modifiers do not touch. */
export function modify(data: string, { ctrl, alt }: Modifiers): string | null {
  const [isCtrl, isAlt] = [ctrl !== "off", alt !== "off"];
  if (!isCtrl && !isAlt) return data;
  const cursor = /^\x1b(?:\[|O)([A-DFH])$/.exec(data);
  const editing = /^\x1b\[(\d+)~$/.exec(data);
  const code = 1 + (isAlt ? 2 : 0) + (isCtrl ? 4 : 0);
  if (cursor) return `\x1b[1;${code}${cursor[1]}`;
  if (editing) return `\x1b[${editing[1]};${code}~`;
  if ([...data].length !== 1) return null;
  return (isAlt ? "\x1b" : "") + (isCtrl ? withCtrl(data) : data);
}

/** An arrow, as the program in the terminal has asked for it. */
export function arrow(key: ArrowKey, isApplicationMode: boolean): string {
  return `\x1b${isApplicationMode ? "O" : "["}${{ up: "A", down: "B", right: "C", left: "D" }[key]}`;
}

/** The control character of a key, as xterm has it; a key without one stays what it is. */
function withCtrl(key: string): string {
  const upper = key.toUpperCase();
  if (/^[@-_]$/.test(upper)) return String.fromCharCode(upper.charCodeAt(0) & 0x1f);
  const digits: Record<string, string> = {
    " ": "\0",
    "2": "\0",
    "3": "\x1b",
    "4": "\x1c",
    "5": "\x1d",
    "6": "\x1e",
    "7": "\x1f",
    "8": "\x7f",
  };
  return { ...digits, "/": "\x1f", "-": "\x1f", "?": "\x7f" }[key] ?? key;
}
