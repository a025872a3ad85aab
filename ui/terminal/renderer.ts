import { WebglAddon } from "@xterm/addon-webgl";
import type { IDisposable, Terminal } from "@xterm/xterm";

/**
 * Draws with WebGL where there is one. Without it, and when the browser takes the context away (a phone does, from pages in the back),
 * xterm.js draws with elements: slower, and the same to look at.
 */
export function drawWithGpu(terminal: Terminal): IDisposable {
  let addon: WebglAddon | null = null;
  const stop = () => {
    addon?.dispose();
    addon = null;
  };
  try {
    addon = new WebglAddon();
    addon.onContextLoss(stop);
    terminal.loadAddon(addon);
  } catch {
    stop();
  }
  return { dispose: stop };
}
