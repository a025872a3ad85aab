import { expect, test } from "vitest";
import { clampFontSize, defaultSettings, parseSettings } from "./settings.ts";

test("what was never chosen, or is no choice, is as by default", () => {
  for (const text of [null, "", "{", "7", "null", "[]", '{"fontSize":"big","theme":"pink","font":1,"screenReader":"yes"}']) {
    expect(parseSettings(text)).toEqual(defaultSettings);
  }
});

test("what was chosen is kept, within what can be read", () => {
  expect(parseSettings('{"fontSize":99,"theme":"dark","font":"system","screenReader":true}')).toEqual({
    ...{ fontSize: 28, theme: "dark", font: "system", screenReader: true },
  });
  expect(clampFontSize(13.4)).toBe(13);
  expect(clampFontSize(1)).toBe(8);
});
