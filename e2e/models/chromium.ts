import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** The browser to drive: the one named in CHROMIUM_PATH, Debian's, or the one that Playwright downloaded. */
export function findChromium(): string {
  const candidates = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser", chromium.executablePath()];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("No Chromium: `apt-get install chromium`, or set CHROMIUM_PATH to one.");
  return found;
}

/** Quiet flags: nothing that the browser does on its own account may reach the network or the measured times. */
export const chromiumFlags = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Chromium refuses to run its sandbox as root, which is what containers and CI machines are.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
