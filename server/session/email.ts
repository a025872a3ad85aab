import { AppError } from "../errors.ts";

/**
 * The form in which an e-mail is stored and compared: NFKC, trimmed, lower case. Exactly one `@`, no white space or control characters.
 * Two spellings that a mail server may treat alike must not be two people, and none may look like another's (SEC-60).
 * Throws `bad_request`.
 */
export function normaliseEmail(text: string): string {
  const email = text.normalize("NFKC").trim().toLowerCase();
  if (email.length > 254 || !/^[^\s@\p{C}]{1,64}@[^\s@\p{C}]+$/u.test(email)) {
    throw new AppError("bad_request", { field: "email", detail: "This is not an e-mail address." });
  }
  return email;
}

/** The person's handle, also a part of app hosts: `[a-z0-9]` with single hyphens, 1–32. Throws `bad_request`. */
export function requireName(text: string): string {
  if (text.length > 32 || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) {
    throw new AppError("bad_request", { field: "name", detail: "Use 1 to 32 of a–z, 0–9 and single hyphens." });
  }
  return text;
}
