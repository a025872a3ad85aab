/** One terminal on the page: the screen, the connection, the keys held on glass, and how large it all is. React draws what `state` says. */
import { callApi } from "#ui/engine/api.ts";
import { createSignal, type Signal } from "#ui/engine/signal.ts";
import { openTerminal, type TerminalConnection } from "./connection.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
import { arrow, modify, noModifiers, spend, type ArrowKey, type Modifiers } from "./keys.ts";
import { firstState, type PaneState } from "./pane-state.ts";
import { createPageDial } from "./page-dial.ts";
import { createPaneFit } from "./pane-fit.ts";
import { createScreen } from "./screen.ts";
import { createUnsent } from "./unsent.ts";

export interface Pane {
  readonly state: Signal<PaneState>;
  readonly emulator: Emulator;
  /** As if typed on a keyboard, with the modifiers that are held. */
  press(text: string): void;
  pressArrow(key: ArrowKey): void;
  hold(modifiers: Modifiers): void;
  paste(text: string): void;
  /** Makes the terminal as large as what is shown here. */
  takeSize(): void;
  forgetCopy(): void;
  reconnect(): void;
  dispose(): void;
}

interface PaneOptions extends Omit<EmulatorOptions, "onCopy"> {
  terminalId: string;
  /** The region through which the next connection goes; null for the door. */
  findRegion(): string | null;
  /** Tells a person something once. */
  say(text: string): void;
}

/** Shorter breaks are nobody's business. ms. */
const lateMs = 500;
/** A slow network is no break: what is on its way for less is not called unsent. ms. */
const unsentMs = 1_000;

export function createPane(parent: HTMLElement, { terminalId, findRegion, say, ...look }: PaneOptions): Pane {
  const state = createSignal<PaneState>(firstState);
  const change = (some: Partial<PaneState>) => state.set({ ...state.get(), ...some });
  const emulator = createEmulator(parent, { ...look, onCopy: (text) => void copy(text) });
  const { terminal } = emulator;
  const encoder = new TextEncoder();
  const unsent = createUnsent();
  let waitingBytes = 0;
  let late: ReturnType<typeof setTimeout> | undefined;
  let slow: ReturnType<typeof setTimeout> | undefined;

  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Refused without a tap, or over plain http, where there is no clipboard: the person is asked for the tap.
      change({ toCopy: text });
    }
  };
  const isLive = () => state.get().link === "live";

  /** What is typed here makes the terminal as large as here: the size of who is at work counts. */
  const send = (bytes: Uint8Array, text: string) => {
    if (state.get().link === "gone" || state.get().link === "ended") return;
    if (!connection.viewer.type(bytes)) return say("Too much waits for the network already. This was not typed.");
    unsent.typed(text, bytes.length);
    sayUnsent();
    if (state.get().isForeignSize) fit.take();
  };
  const sayUnsent = () => {
    const keys = unsent.waiting(waitingBytes);
    if (keys === 0 || !isLive()) {
      clearTimeout(slow);
      slow = undefined;
      if (state.get().unsent !== keys) change({ unsent: keys });
    } else slow ??= setTimeout(() => change({ unsent: unsent.waiting(waitingBytes) }), unsentMs);
  };

  const fit = createPaneFit({
    ...{ element: parent, emulator },
    show: ({ columns, rows }) => connection.viewer.show(columns, rows),
    onForeign: (isForeignSize) => isForeignSize !== state.get().isForeignSize && change({ isForeignSize }),
  });
  const becomeLateAfter = (ms: number) => {
    clearTimeout(late);
    late = setTimeout(() => change({ isLate: true }), ms);
  };
  becomeLateAfter(lateMs);
  const connection: TerminalConnection = openTerminal({
    dial: createPageDial(terminalId, findRegion),
    screen: createScreen(terminal),
    size: () => fit.size(),
    verify: () => callApi("/session", { passive: true }),
    onLink(link) {
      change({ link });
      sayUnsent();
      clearTimeout(late);
      if (link === "live") change({ isLate: false });
      else if (!state.get().isLate) becomeLateAfter(lateMs);
    },
    onFacts: (facts) => change({ facts }),
    onEnded: (end) => change({ end }),
    onUnsent(bytes) {
      waitingBytes = bytes;
      sayUnsent();
    },
  });
  fit.take();

  terminal.onData((data) => {
    const isReport = /^\x1b\[(?:[IO]$|<|M)/.test(data);
    // Where the mouse was, and whether anybody looked, is of no use later.
    if (isReport && !isLive()) return;
    if (data === "\x1b[O") return void connection.viewer.type(encoder.encode(data));
    press(data);
  });
  terminal.onBinary(
    (data) =>
      isLive() &&
      send(
        Uint8Array.from(data, (character) => character.charCodeAt(0)),
        data,
      ),
  );
  terminal.textarea?.addEventListener("focus", () => state.get().isForeignSize && fit.take());

  const press = (text: string) => {
    const { modifiers } = state.get();
    const typed = modify(text, modifiers);
    if (typed !== null && modifiers !== noModifiers) change({ modifiers: spend(modifiers) });
    send(encoder.encode(typed ?? text), typed ?? text);
  };
  return {
    state,
    emulator: {
      ...emulator,
      look(settings, scheme) {
        emulator.look(settings, scheme);
        fit.measureSoon();
      },
    },
    press(text) {
      terminal.scrollToBottom();
      press(text);
    },
    pressArrow: (key) => press(arrow(key, terminal.modes.applicationCursorKeysMode)),
    hold: (modifiers) => change({ modifiers }),
    paste: (text) => terminal.paste(text),
    takeSize: () => fit.take(),
    forgetCopy: () => change({ toCopy: null }),
    reconnect: () => connection.reconnect(),
    dispose() {
      fit.dispose();
      for (const timer of [late, slow]) clearTimeout(timer);
      connection.close();
      emulator.dispose();
    },
  };
}
