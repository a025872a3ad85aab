import { isAbsolute, resolve } from "node:path";
import { z } from "zod";

/**
 * `file:<path>` (SQLite; a relative path is made absolute) or `postgresql://…`. The text is never shown: it may hold a password.
 */
export const databaseUrl = z.string().transform((text, context): string => {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  const path = /^file:(?:\/\/(?=\/))?([^?#]+)$/.exec(text)?.[1];
  if (path && !path.includes(":memory:")) return `file:${isAbsolute(path) ? path : resolve(path)}`;
  context.addIssue({
    code: "custom",
    message: "is not a database we know; give file:/path/to/latchkey.db or postgresql://user:password@host/database.",
  });
  return z.NEVER;
});
