/**
 * What of the look must be known outside of CSS: the colour of the window and the status bar, and the one line of script that
 * puts a chosen theme on <html> before the first paint.
 */

export type Theme = "system" | "light" | "dark";

/** localStorage key of the chosen theme; absent means the system's. */
export const themeKey = "latchkey-theme";

/** `--bg` of tokens.css in sRGB, for `<meta name="theme-color">` and the manifest: not every system parses oklch there. */
export const themeColors = { light: "#f4f6f8", dark: "#0c0f13" } as const;

/**
 * Runs in <head>, with the document's nonce. Sets data-theme, and makes both theme-color metas say the chosen colour.
 * Storage may be refused (blocked cookies): then the system's theme stays.
 */
export const themeScript = `try{var t=localStorage.getItem(${JSON.stringify(themeKey)});if(t==="light"||t==="dark"){document.documentElement.dataset.theme=t;var c=${JSON.stringify(themeColors)}[t];document.querySelectorAll('meta[name="theme-color"]').forEach(function(m){m.content=c})}}catch(e){}`;
