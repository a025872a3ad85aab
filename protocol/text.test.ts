import { describe, expect, it } from "vitest";
import { cleanText, findTextProblem } from "./text.ts";

describe("text that another person sees", () => {
  it.each([
    ["G11 an app's name", "Latchkey \u202e sign in\n\u0000\u001b[2J", "Latchkey  sign in [2J"],
    ["G11 an icon", "\u202e\u0000<b>", "<b>"],
    ["G11 isolates and marks", "a\u2066b\u2069c\u200ed\u061ce", "abcde"],
    ["G11 half a pair", "a\ud83dz\udc00", "a\ufffdz\ufffd"],
    ["G11 characters that nobody sees", "pay\u200bpal\u2060\ufeff\u00ad\u3164\u{e0041}", "paypal"],
    ["G11 joiners and selectors where they join nothing", "a\u200db \ufe0fc", "ab c"],
    ["G11 two spellings of one letter", "e\u0301", "\u00e9"],
    ["G11 line and paragraph ends", "one\r\ntwo\u2028three\u0085four", "one two three four"],
  ])("%s is cleaned", (_what, given, expected) => {
    expect(cleanText(given)).toBe(expected);
    if (given !== "e\u0301") expect(findTextProblem(given)).not.toBeNull();
  });

  it.each(["Grafana", "Büro", "日本語", "עברית", "العربية", "می\u200cخواهم", "क्\u200dष", "👩‍💻", "❤️", "🏳️‍🌈", "👍🏽", "1️⃣", "a <b> & c"])(
    "G11 %s stays as it is",
    (text) => {
      expect(cleanText(text)).toBe(text.normalize("NFC"));
      expect(findTextProblem(text)).toBeNull();
    },
  );

  it("G11 is cut between characters", () => {
    expect(cleanText("ab👍", 3)).toBe("ab");
    expect(cleanText("x".repeat(10_000), 80)).toHaveLength(80);
  });

  it("G11 whatever is said: clean once is clean, well formed, short enough, and nothing of it would be refused", () => {
    const random = seeded(11);
    const spice = [..."\u0000\u001b\n\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u2028\ufe0f\ufeff\ud83d\udc69\u0301\u0340e👩👍🏽🏳ب क1#"];
    for (let round = 0; round < 5_000; round += 1) {
      const length = Math.floor(random() * 24);
      const given = Array.from({ length }, () =>
        random() < 0.7 ? (spice[Math.floor(random() * spice.length)] ?? "") : String.fromCharCode(Math.floor(random() * 0x1_0000)),
      ).join("");
      const maxLength = 1 + Math.floor(random() * 30);
      const clean = cleanText(given, maxLength);
      expect(clean.length, JSON.stringify(given)).toBeLessThanOrEqual(maxLength);
      expect(cleanText(clean, maxLength), JSON.stringify(given)).toBe(clean);
      expect(findTextProblem(clean), JSON.stringify(given)).toBeNull();
      expect(clean, JSON.stringify(given)).not.toMatch(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    }
  });
});

/** The same numbers at every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
