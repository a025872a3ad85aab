import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { themeColors } from "./theme.ts";

type Oklch = [lightness: number, chroma: number, hue: number];
type Rgb = [red: number, green: number, blue: number];

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const roles = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\(oklch\(([^)/]+)\), oklch\(([^)/]+)\)\);/g)].map(([, name, light, dark]) => [
    name,
    { light: parse(light), dark: parse(dark) },
  ]),
);
const surfaces = ["bg", "surface", "raised"];

for (const scheme of ["light", "dark"] as const) {
  const contrast = (one: string, other: string) => contrastOf(colorOf(one, scheme), colorOf(other, scheme));

  test(`text of every role is readable on every surface, ${scheme}`, () => {
    for (const role of ["text", "muted", "accent", "good", "warn", "bad"]) {
      for (const surface of surfaces) expect(contrast(role, surface), `${role} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast("on-accent", "accent")).toBeGreaterThanOrEqual(4.5);
    expect(contrast("on-accent", "bad")).toBeGreaterThanOrEqual(4.5);
  });

  test(`the outline of a control can be found, ${scheme}`, () => {
    for (const surface of surfaces) expect(contrast("edge", surface), `edge on ${surface}`).toBeGreaterThanOrEqual(3);
  });

  test(`the colour of the window is that of the page, ${scheme}`, () => {
    expect(hexOf(colorOf("bg", scheme))).toBe(themeColors[scheme]);
  });
}

function parse(text = ""): Oklch {
  const [lightness = NaN, chroma = NaN, hue = NaN] = text.trim().split(" ").map(Number);
  return [lightness, chroma, hue];
}

function colorOf(role: string, scheme: "light" | "dark"): Rgb {
  const color = roles.get(role);
  if (!color) throw new Error(`tokens.css has no --${role}`);
  return toLinearRgb(color[scheme]);
}

/** The matrices of CSS Color 4, §10: OKLCH to linear sRGB, clipped. */
function toLinearRgb([lightness, chroma, hue]: Oklch): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** WCAG 2.2, contrast ratio. */
function contrastOf(one: Rgb, other: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [darker, lighter] = [luminance(one), luminance(other)].sort((left, right) => left - right) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function hexOf(color: Rgb): string {
  const encode = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
  return `#${color
    .map((value) =>
      Math.round(encode(value) * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
