/**
 * Text of one person or program that another sees: names, titles, process names, hosts. Guards: none of it can reorder, hide or overwrite what
 * stands around it (bidi controls, invisible and control characters), and none is refused by a database (NUL, lone surrogates).
 *
 * What a program or another machine says is cleaned where it arrives (`cleanText`); what a person types is refused with the field
 * (`findTextProblem`), so that nobody's input is changed without a word.
 */

/**
 * Characters that nobody sees, or that change how others are shown. Two joiners and two selectors have a use and stay there: those inside an
 * emoji, and the zero-width joiners between letters and marks of scripts that are written with them.
 */
const unseen = new RegExp(
  [
    String.raw`(?!(?<=\p{Emoji})[\ufe0e\ufe0f])`,
    String.raw`(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\p{Emoji}\ufe0f)\u200d(?=\p{Extended_Pictographic}))`,
    String.raw`(?!(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{Script=Arab}\p{Script=Deva}\p{Script=Beng}\p{Script=Guru}\p{Script=Gujr}\p{Script=Orya}\p{Script=Taml}\p{Script=Telu}\p{Script=Knda}\p{Script=Mlym}\p{Script=Sinh}]))`,
    String.raw`[\p{Cf}\p{Default_Ignorable_Code_Point}\ufff9-\ufffc]`,
  ].join(""),
  "gu",
);
/** They stand where a space would: a line break, a tab, an escape character. */
const control = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const loneSurrogate = /\p{Cs}/gu;

/** NFC without control, bidi, invisible and surrogate characters, at most `maxLength` UTF-16 units. May be empty. Never throws. */
export function cleanText(text: string, maxLength = 4_096): string {
  // Cut first as well: work is bounded by what is kept, however much was said.
  const bounded = text.slice(0, maxLength * 4);
  const clean = bounded.replace(loneSurrogate, "\ufffd").replace(control, " ").replace(unseen, "").normalize("NFC");
  // The cut may have left a joiner without what it joined.
  return cut(clean, maxLength).replace(unseen, "").trim();
}

/** What is wrong with a text that a person typed, in words for them; null: nothing. Line breaks are control characters, too. */
export function findTextProblem(text: string): string | null {
  if (text.search(loneSurrogate) >= 0) return "Half a character is in this text. Type it again.";
  return text.search(control) >= 0 || text.search(unseen) >= 0 ? "Use characters that can be seen." : null;
}

/** In half of a pair nothing is cut. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const isPair = /[\ud800-\udbff]/.test(text[maxLength - 1] ?? "");
  return text.slice(0, isPair ? maxLength - 1 : maxLength);
}
