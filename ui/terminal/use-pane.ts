import { useEffect, useEffectEvent, useState, type RefObject } from "react";
import { useToasts } from "#ui/design/toast.tsx";
import { primaryId } from "#ui/regions/choose.ts";
import { readChosenRegion } from "#ui/regions/kept.ts";
import { useRegions } from "#ui/regions/regions.tsx";
import type { Pane } from "./pane.ts";
import type { TerminalSettings } from "./settings.ts";

interface UsePaneOptions {
  terminalId: string;
  settings: TerminalSettings;
  scheme: "light" | "dark";
  /** Whether keys go to it from the start. */
  takesFocus: boolean;
  onPane: (pane: Pane | null) => void;
}

/** A font that takes longer is not waited for. ms. */
const fontMs = 1_500;

/** Opens a terminal in an element, and closes it with it. The emulator comes as a bundle of its own, and with its font. */
export function usePane(element: RefObject<HTMLElement | null>, { terminalId, settings, scheme, takesFocus, onPane }: UsePaneOptions) {
  const [pane, setPane] = useState<Pane | null>(null);
  const [isLost, setLost] = useState(false);
  const { say } = useToasts();
  const { used } = useRegions();
  // A terminal does not wait until the regions are known: the door gives no ticket for one that cannot serve.
  const findRegion = useEffectEvent(() => (used === null ? readChosenRegion() : used.id === primaryId ? null : used.id));
  const open = useEffectEvent((createPane: typeof import("./pane.ts").createPane, parent: HTMLElement) => {
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const opened = createPane(parent, { terminalId, settings, scheme, isTouch, say, findRegion: () => findRegion() });
    setPane(opened);
    onPane(opened);
    // On glass the keyboard comes up for who touches the screen, and not before.
    if (takesFocus && !isTouch) opened.emulator.terminal.focus();
    return opened;
  });
  const forget = useEffectEvent(() => {
    setPane(null);
    onPane(null);
  });
  useEffect(() => {
    let isCurrent = true;
    let opened: Pane | null = null;
    const load = async () => {
      const [{ createPane }] = await Promise.all([import("./pane.ts"), loadFont()]);
      if (isCurrent && element.current) opened = open(createPane, element.current);
    };
    load().catch(() => isCurrent && setLost(true));
    return () => {
      isCurrent = false;
      if (!opened) return;
      opened.dispose();
      forget();
    };
  }, [element, terminalId]);
  useEffect(() => pane?.emulator.look(settings, scheme), [pane, settings, scheme]);
  return { pane, isLost };
}

/** xterm.js measures a letter when it opens: with another font than it draws with, no column would be where it should. */
async function loadFont(): Promise<void> {
  const loaded = document.fonts.load('14px "Latchkey Terminal"').catch(() => []);
  await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, fontMs))]);
}
