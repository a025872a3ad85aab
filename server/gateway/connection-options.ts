/**
 * What a `Connection` field may name. Guards: a field that is meant for the app (its length, its host, its cookies, who is calling) is never taken
 * off because a client calls it hop-by-hop (RFC 9110 §7.6.1): without its length a body is read as a second request.
 */
import { identityOwnerOf, plainNameOf } from "./identity-headers.ts";
import { isStandardField } from "./standard-fields.ts";

const options = new Set(["close", "keep-alive", "upgrade", "te", "trailer", "proxy-connection", "http2-settings"]);
/** RFC 9110 §5.6.2. */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/** The names of one `Connection` field, lower case, empty list members left out. */
export function readConnection(value: string): string[] {
  return (
    value
      .toLowerCase()
      .split(",")
      // White space of other kinds than a header's own is a part of the name, and then it is none.
      .map((name) => (/[^\t\x20-\x7e]/.test(name) ? name : name.trim()))
      .filter((name) => name !== "")
  );
}

/**
 * Whether a name may stand in a `Connection`, and its field may be taken off for it: the options themselves, and fields of somebody's own.
 * `name`: lower case.
 */
export function isConnectionOption(name: string): boolean {
  if (options.has(name)) return true;
  const plain = plainNameOf(name);
  return (
    token.test(name) && name !== "*" && !isStandardField(plain) && identityOwnerOf(plain) !== "latchkey" && !plain.startsWith("x-forwarded")
  );
}
