// @ts-check
/** The browsers of the pictures: a phone and a desktop, each with a profile of its own, and the camera. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import sharp from "sharp";
import { desktop, iphone, mac, phone } from "./people.mjs";

/** @typedef {"phone" | "desktop" | "iphone" | "mac"} Size */

/** @type {Record<Size, {userAgent: string, viewport: {width: number, height: number}, scale: number}>} */
const sizes = {
  phone: { userAgent: phone.userAgent, viewport: { width: 390, height: 844 }, scale: 2 },
  desktop: { userAgent: desktop.userAgent, viewport: { width: 1280, height: 800 }, scale: 1 },
  iphone: { userAgent: iphone.userAgent, viewport: { width: 390, height: 844 }, scale: 2 },
  mac: { userAgent: mac.userAgent, viewport: { width: 1280, height: 800 }, scale: 1 },
};

/** Shown instead of whatever this machine takes for system-ui, when one of them is installed. */
const fonts = ["Inter", "Roboto", "Cantarell", "Noto Sans"];

/**
 * Opens a browser of a size and gives its page and `shoot`, which takes one picture per theme.
 * @param {Size} size
 * @param {{chromiumPath: string | undefined, resolverRules: string, out: string, themes?: readonly ("light" | "dark")[]}} options
 */
export async function openCamera(size, { chromiumPath, resolverRules, out, themes = ["light", "dark"] }) {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-camera-"));
  const { userAgent, viewport, scale } = sizes[size];
  const isTouch = size !== "desktop" && size !== "mac";
  const context = await chromium.launchPersistentContext(join(dir, "profile"), {
    ...(chromiumPath && { executablePath: chromiumPath }),
    // Without WebGL terminals are drawn by the page itself: software WebGL takes an emulated phone for its own size.
    args: [
      `--host-resolver-rules=${resolverRules}`,
      "--disable-gpu",
      "--disable-3d-apis",
      "--disable-quic",
      "--disable-sync",
      "--disable-component-update",
    ],
    chromiumSandbox: process.getuid?.() !== 0,
    env: { ...process.env, FONTCONFIG_FILE: writeFontConfig(dir) },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    deviceScaleFactor: scale,
    hasTouch: isTouch,
    isMobile: isTouch,
    userAgent,
    viewport,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  return {
    size,
    context,
    page,
    /** Pictures `<name>-<size>-<theme>.png`. `frozen`: nothing is waited for. @param {string} name @param {{frozen?: boolean}} [options] */
    async shoot(name, { frozen = false } = {}) {
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        if (!frozen) await page.evaluate(() => document.fonts.ready);
        await page.waitForTimeout(150);
        const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
        await sharp(picture)
          .png({ palette: true, colours: 128, dither: 0, compressionLevel: 9, effort: 10 })
          .toFile(join(out, `${name}-${size}-${theme}.png`));
      }
    },
    async close() {
      await context.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openCamera>>} Camera */

/** @param {string} dir */
function writeFontConfig(dir) {
  const file = join(dir, "fonts.conf");
  const prefer = fonts.map((name) => `<family>${name}</family>`).join("");
  // Chromium without a desktop asks for "sans" where a page says system-ui.
  const aliases = ["sans", "sans-serif", "DejaVu Sans"].map(
    (name) => `<alias binding="strong"><family>${name}</family><prefer>${prefer}</prefer></alias>`,
  );
  const head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">';
  writeFileSync(file, `${head}<fontconfig><include>/etc/fonts/fonts.conf</include>${aliases.join("")}</fontconfig>\n`);
  return file;
}
