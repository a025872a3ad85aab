/**
 * What a tab really put on the screen, frame by frame, from the browser's own compositor. Frames are made small and grey, and two of them
 * are the same page when few of their cells differ; so a page that was painted for a single frame is found without looking into its DOM.
 */
import { expect, type CDPSession, type Page } from "@playwright/test";
import sharp from "sharp";

/** One frame: `columns` × `rows` grey values from 0 to 255. */
export type Frame = Uint8Array;

const [columns, rows] = [64, 36];
/** Grey levels by which a cell must differ to count: above what JPEG and anti-aliasing do. */
const leastDifference = 10;

export interface Screencast {
  /** Ends the recording and gives its frames in order. */
  stop(): Promise<Frame[]>;
}

/** Records a tab from now on, through all its navigations. */
export async function startScreencast(page: Page): Promise<Screencast> {
  const cdp = await page.context().newCDPSession(page);
  const pictures: string[] = [];
  cdp.on("Page.screencastFrame", ({ data, sessionId }) => {
    pictures.push(data);
    cdp.send("Page.screencastFrameAck", { sessionId }).catch(() => {}); // the last one may come after the end
  });
  await expect.poll(() => askForFrames(cdp), { intervals: [10] }).toBe(true);
  return {
    async stop() {
      await cdp.send("Page.stopScreencast");
      await cdp.detach();
      return Promise.all(pictures.map((picture) => reduce(Buffer.from(picture, "base64"))));
    },
  };
}

/**
 * Asks for each frame; false while the tab is between two documents. A window that has just been opened is led to its first page by the
 * browser itself, and for the moment in which one document gives way to the next, there is none of which frames could be had.
 */
async function askForFrames(cdp: CDPSession): Promise<boolean> {
  try {
    await cdp.send("Page.startScreencast", { format: "jpeg", quality: 80, maxWidth: 1280, maxHeight: 800, everyNthFrame: 1 });
    return true;
  } catch (error) {
    if (/Not attached to an? (active )?page/.test(String(error))) return false;
    throw error;
  }
}

/** The page as it stands, as a frame to compare with. */
export async function takeFrame(page: Page): Promise<Frame> {
  return reduce(await page.screenshot({ animations: "disabled", caret: "hide" }));
}

/** How many cells of two frames differ, from 0 to 1. */
export function differenceOf(one: Frame, other: Frame): number {
  const differing = one.filter((value, cell) => Math.abs(value - (other[cell] ?? 0)) >= leastDifference);
  return differing.length / (columns * rows);
}

async function reduce(picture: Buffer): Promise<Frame> {
  return new Uint8Array(await sharp(picture).resize(columns, rows, { fit: "fill" }).greyscale().raw().toBuffer());
}
