// @ts-check
/**
 * `node scripts/icons.mjs`: every icon and iOS start picture, from the one mark. Run it when the mark or the colours change, and commit what
 * it makes; a build does not need it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sharp from "sharp";

const root = fileURLToPath(new URL("..", import.meta.url));
const icons = join(root, "public/icons");
const splash = join(root, "public/splash");
/** The accent of tokens.css in sRGB. */
const brass = { light: "#9a6500", dark: "#ddb049" };
const tile = "#13161b";

const { themeColors, startImages } = await load();
const path = /markPath = "([^"]+)"/.exec(readFileSync(join(root, "ui/design/mark.tsx"), "utf8"))?.[1];
if (!path) throw new Error("ui/design/mark.tsx has no markPath.");

for (const dir of [icons, splash]) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
}
writeFileSync(join(icons, "icon.svg"), `${drawIcon({ corner: 116, size: 400 })}\n`);
for (const size of [192, 512]) {
  await save(drawIcon({ corner: 116, size: 400 }), size, `icons/icon-${size}.png`);
  // Launchers cut to any shape within the middle 80 %.
  await save(drawIcon({ corner: 0, size: 320 }), size, `icons/maskable-${size}.png`);
  await save(drawIcon({ corner: 0, size: 400, ground: "none", ink: "#fff" }), size, `icons/monochrome-${size}.png`);
}
await save(drawIcon({ corner: 0, size: 360 }), 180, "icons/apple-touch-icon.png");
writeFileSync(
  join(root, "public/favicon.ico"),
  wrapIco(
    await sharp(Buffer.from(drawIcon({ corner: 116, size: 430 })))
      .resize(32)
      .png()
      .toBuffer(),
    32,
  ),
);

for (const { url, width, height, theme } of startImages) {
  const mark = await sharp(Buffer.from(drawIcon({ corner: 0, size: 512, ground: "none", ink: brass[theme] })))
    .resize(Math.round(Math.min(width, height) * 0.22))
    .png()
    .toBuffer();
  await sharp({ create: { width, height, channels: 3, background: themeColors[theme] } })
    .composite([{ input: mark }])
    .png({ palette: true, colours: 16, compressionLevel: 9, effort: 10 })
    .toFile(join(root, "public", url));
}

/** The mark in the middle of a 512-pixel square. @param {{corner: number, size: number, ground?: string, ink?: string}} look `size` of the mark */
function drawIcon({ corner, size, ground = tile, ink = brass.dark }) {
  const scale = size / 24;
  const offset = (512 - size) / 2;
  const square = ground === "none" ? "" : `<rect width="512" height="512" rx="${corner}" fill="${ground}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${square}<path transform="translate(${offset} ${offset}) scale(${scale})" fill="${ink}" d="${path}"/></svg>`;
}

/** @param {string} svg @param {number} size @param {string} file */
async function save(svg, size, file) {
  await sharp(Buffer.from(svg), { density: 300 })
    .resize(size)
    .png({ palette: true, compressionLevel: 9, effort: 10 })
    .toFile(join(root, "public", file));
}

/** One PNG as an .ico: six bytes of header, sixteen of directory. @param {Buffer} png @param {number} size */
function wrapIco(png, size) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(size, 6);
  head.writeUInt8(size, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

/** The colours and sizes, out of their TypeScript. @returns {Promise<{themeColors: {light: string, dark: string}, startImages: {url: string, width: number, height: number, theme: "light" | "dark"}[]}>} */
async function load() {
  const contents = 'export { themeColors } from "./ui/design/theme.ts"; export { startImages } from "./ui/engine/start-images.ts";';
  const { outputFiles } = await build({ stdin: { contents, resolveDir: root }, bundle: true, write: false, format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`);
}
