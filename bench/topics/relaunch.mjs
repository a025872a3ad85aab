// @ts-check
/** How soon the installed app paints after the browser was closed, against static files of the same server process. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, signIn, startDoor } from "../parts/door.mjs";
import { installApp } from "../parts/installed-app.mjs";
import { measureInTurns, median, medianRatio } from "../parts/rounds.mjs";
import { staticPath } from "../parts/package-copy.mjs";
import { aimOfRatio } from "../parts/table.mjs";

const slowedTimes = 4;
const atMost = 1.3;
/** The home screen as a file: the same picture, with its styles inside and without any script. */
const picturePath = "/bench-home.html";

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureRelaunch({ packageDir, quick }) {
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-bench-door-"));
  await writePicture(packageDir, dataDir);
  const door = await startDoor({ packageDir, dataDir });
  const cookie = await signIn(door);
  const app = await installApp(door, cookie, { worker: true });
  const bare = await installApp(door, cookie, { worker: false });
  try {
    const paint = async (/** @type {Promise<import("../parts/installed-app.mjs").Start>} */ start) => (await start).paintMs;
    const ms = await measureInTurns(
      {
        app: () => paint(app.relaunch("/")),
        picture: () => paint(bare.relaunch(picturePath)),
        file: () => paint(bare.relaunch(staticPath)),
        appSlowed: () => paint(app.relaunchSlowed("/", slowedTimes)),
        pictureSlowed: () => paint(bare.relaunchSlowed(picturePath, slowedTimes)),
        fileSlowed: () => paint(bare.relaunchSlowed(staticPath, slowedTimes)),
      },
      { rounds: quick ? 3 : 9, warmUpRounds: 1 },
    );
    /** @typedef {keyof typeof ms} Name */
    const row = (/** @type {string} */ how, /** @type {Name} */ ours, /** @type {string} */ what, /** @type {Name} */ theirs) => {
      const ratio = medianRatio(ms[ours], ms[theirs]);
      return {
        what: `Relaunch to first paint, ${how}`,
        measured: `${median(ms[ours]).toFixed(0)} ms`,
        against: `${what}: ${median(ms[theirs]).toFixed(0)} ms`,
        ratio,
        aim: aimOfRatio(ratio, { atMost }),
        short: ours === "app",
      };
    };
    const rows = [
      row("installed app", "app", "bare static file", "file"),
      row("installed app", "app", "home screen as a static file", "picture"),
      row(`CPU slowed ${slowedTimes} times`, "appSlowed", "bare static file", "fileSlowed"),
      row(`CPU slowed ${slowedTimes} times`, "appSlowed", "home screen as a static file", "pictureSlowed"),
    ];
    return {
      rows,
      notes: [
        "First contentful paint, counted from the start of the navigation; the browser is closed and started anew for each, the app in its own window.",
      ],
    };
  } finally {
    app.remove();
    bare.remove();
    await door.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/**
 * Asks a door for the home screen and puts it beside the public files, which the server counts when it starts.
 * @param {string} packageDir
 * @param {string} dataDir
 */
async function writePicture(packageDir, dataDir) {
  const door = await startDoor({ packageDir, dataDir });
  try {
    const cookie = await signIn(door);
    const host = new URL(door.origin).host;
    const { body } = await ask({ port: door.port, path: "/", host, headers: { cookie, accept: "text/html" } });
    const [, stylePath] = /<link rel="stylesheet" href="([^"]+)"/.exec(body) ?? [];
    if (!stylePath) throw new Error("The home screen has no style sheet.");
    const style = await ask({ port: door.port, path: stylePath, host });
    const picture = body
      .replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, "")
      .replace(/<link\b[^>]*>/g, "")
      .replace("</head>", () => `<style>${style.body}</style></head>`);
    writeFileSync(join(packageDir, "public", picturePath), picture);
  } finally {
    await door.stop();
  }
}
