/**
 * Which text a database takes, the same for all of them: PostgreSQL refuses NUL, and half of a surrogate pair is no text that can be written as
 * UTF-8. Checked where a body is read, so that the field can be named, and once more where anything reaches the store.
 */

/** The sentence for the sender. */
export const unstorableDetail = "has a character that cannot be kept (NUL, or half of a surrogate pair); leave it out.";

/** Deeper than anything that is meant; what is deeper still is not looked at and not kept either. */
const maxDepth = 20;

/** Whether every database takes it. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Cs}/u.test(text);
}

/** The place of the first text in a value that no database takes, such as `name` or `scopes.0`; "" for the value itself, null for none. */
export function findUnstorable(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return isStorable(value) ? null : "";
  if (typeof value !== "object" || value === null || depth > maxDepth || ArrayBuffer.isView(value)) return null;
  for (const [name, part] of Object.entries(value)) {
    if (!isStorable(name)) return "";
    const place = findUnstorable(part, depth + 1);
    if (place !== null) return place === "" ? name : `${name}.${place}`;
  }
  return null;
}
