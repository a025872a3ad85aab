import { expect, test } from "vitest";
import { themeColors } from "#ui/design/theme.ts";
import { terminalColors } from "./colors.ts";

/** Black and white are grounds as often as text; xterm.js lifts them where they are text (minimumContrastRatio). */
const asText = [
  "foreground",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "brightBlack",
  "brightRed",
  "brightGreen",
  "brightYellow",
];

for (const scheme of ["light", "dark"] as const) {
  test(`every colour that words are written in can be read, ${scheme}`, () => {
    const colors = terminalColors[scheme] as Record<string, string>;
    for (const name of asText) expect(contrastOf(colors[name], colors["background"]), name).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(colors["cursor"], colors["background"])).toBeGreaterThanOrEqual(3);
    expect(contrastOf(colors["cursorAccent"], colors["cursor"]), "the letter under the cursor").toBeGreaterThanOrEqual(4.5);
  });
}

test("a dark terminal and its bar are one ground", () => {
  expect(terminalColors.dark.background).toBe(themeColors.dark);
});

/** WCAG 2.2, contrast ratio. */
function contrastOf(one = "", other = ""): number {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const value = parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}
