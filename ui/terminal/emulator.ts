/**
 * xterm.js, set up as a viewer's screen. The only file that imports it by value, and itself imported when a terminal is opened and not
 * before: it is as large as all the rest of the door.
 */
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { guardTerminal } from "#protocol/terminal-guard.ts";
import { scrollbackLines } from "#protocol/terminal.ts";
import { watchClipboardSequence } from "./clipboard-sequence.ts";
import { themeOf } from "./colors.ts";
import { silenceQueries } from "./queries.ts";
import { drawWithGpu } from "./renderer.ts";
import type { TerminalSettings } from "./settings.ts";

export interface EmulatorOptions {
  settings: TerminalSettings;
  scheme: "light" | "dark";
  /** For a thumb: a scroll bar that takes no column away. */
  isTouch: boolean;
  /** A program put this on the clipboard. */
  onCopy(text: string): void;
}

export interface Emulator {
  readonly terminal: Terminal;
  readonly search: SearchAddon;
  /** How much fits where it is shown; null while it is not. */
  fit(): { columns: number; rows: number } | null;
  look(settings: TerminalSettings, scheme: "light" | "dark"): void;
  dispose(): void;
}

/** Opens a screen in `parent`, which must be on the page, with its font there already. */
export function createEmulator(parent: HTMLElement, { settings, scheme, isTouch, onCopy }: EmulatorOptions): Emulator {
  const terminal = new Terminal({
    ...lookOf(settings, scheme),
    // Unicode versions are an API that xterm.js calls proposed.
    allowProposedApi: true,
    scrollback: scrollbackLines,
    cursorBlink: false,
    // As editors have it: a colour of the program's own choice that could not be read is lifted until it can.
    minimumContrastRatio: 4.5,
    rescaleOverlappingGlyphs: true,
    macOptionClickForcesSelection: true,
    overviewRuler: { width: isTouch ? 4 : 10 },
    linkHandler: { activate: (_event, uri) => openLink(uri), allowNonHttpProtocols: false },
    logLevel: "off",
  });
  guardTerminal(terminal);
  silenceQueries(terminal.parser);
  watchClipboardSequence(terminal.parser, onCopy);
  const fit = new FitAddon();
  const search = new SearchAddon({ highlightLimit: 1_000 });
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
  terminal.open(parent);
  calmKeyboard(terminal.textarea);
  const gpu = drawWithGpu(terminal);
  // A part of the font that comes late was drawn with another one meanwhile.
  const onFont = () => terminal.clearTextureAtlas();
  document.fonts.addEventListener("loadingdone", onFont);
  return {
    terminal,
    search,
    fit() {
      const proposed = fit.proposeDimensions();
      const isShown = parent.clientWidth > 0 && parent.clientHeight > 0;
      return proposed && isShown && proposed.cols > 0 ? { columns: proposed.cols, rows: proposed.rows } : null;
    },
    look(next, nextScheme) {
      terminal.options = lookOf(next, nextScheme);
    },
    dispose() {
      document.fonts.removeEventListener("loadingdone", onFont);
      gpu.dispose();
      terminal.dispose();
    },
  };
}

/** Box drawing and the like are in no part of the bundled font that is worth its bytes: they come from the platform's. */
const families = {
  jetbrains: '"Latchkey Terminal", ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  system: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;

function lookOf({ fontSize, font, screenReader }: TerminalSettings, scheme: "light" | "dark") {
  return {
    fontSize,
    fontFamily: families[font],
    fontWeight: 400,
    fontWeightBold: 700,
    lineHeight: 1.15,
    theme: themeOf(scheme),
    screenReaderMode: screenReader,
  } as const;
}

/** In a tab of its own, which cannot reach back to this one. Only to the web: a link on the screen is written by whoever can print. */
function openLink(uri: string): void {
  if (/^https?:\/\//i.test(uri)) window.open(uri, "_blank", "noopener,noreferrer");
}

/** A keyboard on glass must type what is pressed: no capitals, no corrections, no suggestions. */
function calmKeyboard(textarea: HTMLTextAreaElement | undefined): void {
  if (!textarea) return;
  const calm = { autocomplete: "off", autocorrect: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "enter" };
  for (const [name, value] of Object.entries(calm)) textarea.setAttribute(name, value);
  // Password managers and writing helpers look for fields to help with.
  for (const name of ["data-1p-ignore", "data-lpignore", "data-gramm"])
    textarea.setAttribute(name, name === "data-gramm" ? "false" : "true");
}
