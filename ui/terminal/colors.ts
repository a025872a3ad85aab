import type { ITheme } from "@xterm/xterm";

/**
 * The sixteen colours and the ground they stand on, in sRGB: xterm.js draws on a canvas, which knows no tokens. Ground, text and cursor are
 * `--bg` or `--surface`, `--text` and `--accent` of tokens.css; the others are as light as those, so that none shouts.
 */
export const terminalColors = {
  dark: {
    background: "#0c0f13",
    foreground: "#e5e8ec",
    cursor: "#ddb049",
    cursorAccent: "#0c0f13",
    black: "#2a2e34",
    red: "#f2716a",
    green: "#6fd087",
    yellow: "#eac25a",
    blue: "#6aa4ee",
    magenta: "#d088dc",
    cyan: "#61cdd9",
    white: "#c7cbd0",
    brightBlack: "#7b8189",
    brightRed: "#ff8e86",
    brightGreen: "#7fe998",
    brightYellow: "#fad86f",
    brightBlue: "#8fbefa",
    brightMagenta: "#e5a7ef",
    brightCyan: "#88e6f0",
    brightWhite: "#f7f8fa",
  },
  light: {
    background: "#fcfdfe",
    foreground: "#1a1e25",
    cursor: "#9a6500",
    cursorAccent: "#fcfdfe",
    black: "#1a1e25",
    red: "#be2323",
    green: "#167337",
    yellow: "#906200",
    blue: "#1d60bc",
    magenta: "#93329a",
    cyan: "#007083",
    white: "#d1d5d9",
    brightBlack: "#5e646c",
    brightRed: "#d73431",
    brightGreen: "#11813c",
    brightYellow: "#9b6d00",
    brightBlue: "#2a71d6",
    brightMagenta: "#a941b0",
    brightCyan: "#007d93",
    brightWhite: "#f7f8fa",
  },
} as const;

/** What search marks, and what shows through a selection. */
const marks = {
  dark: { selection: "#ddb04955", inactive: "#ddb0493d", found: "#4d3f1e", foundBorder: "#9a7b33", active: "#8a6a1f" },
  light: { selection: "#9a650038", inactive: "#9a650029", found: "#f3e4c1", foundBorder: "#c79a45", active: "#e6bd66" },
} as const;

export function themeOf(scheme: "light" | "dark"): ITheme {
  const { selection, inactive } = marks[scheme];
  const { foreground, background } = terminalColors[scheme];
  return {
    ...terminalColors[scheme],
    selectionBackground: selection,
    selectionInactiveBackground: inactive,
    scrollbarSliderBackground: `${foreground}2e`,
    scrollbarSliderHoverBackground: `${foreground}55`,
    scrollbarSliderActiveBackground: `${foreground}77`,
    overviewRulerBorder: background,
  };
}

export function searchColorsOf(scheme: "light" | "dark") {
  const { found, foundBorder, active } = marks[scheme];
  return {
    matchBackground: found,
    matchBorder: foundBorder,
    matchOverviewRuler: foundBorder,
    activeMatchBackground: active,
    activeMatchBorder: foundBorder,
    activeMatchColorOverviewRuler: terminalColors[scheme].cursor,
  };
}
