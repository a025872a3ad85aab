import { AppError } from "../errors.ts";

const longestName = 40;

/** A region as people call it: `Sydney`, `Frankfurt (office)`. Throws `bad_request`. */
export function requireProxyName(given: string): string {
  const name = given.trim().replace(/\s+/g, " ");
  const detail =
    name === ""
      ? "Give it a name, such as Sydney."
      : name.length > longestName
        ? `A name has at most ${longestName} characters.`
        : /\p{C}/u.test(name)
          ? "A name is made of characters that can be seen."
          : null;
  if (detail !== null) throw new AppError("bad_request", { field: "name", detail });
  return name;
}
