import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { quote } from "./error.ts";

/** A comma list of addresses and CIDR blocks. */
export const trustedProxies = z.string().transform((text, context): readonly string[] => {
  const entries = text.split(",").map((entry) => entry.trim());
  const wrong = entries.find((entry) => !isBlock(entry));
  if (wrong === undefined) return entries;
  context.addIssue({
    code: "custom",
    message: `holds ${quote(wrong)}, which is neither an address nor a CIDR block; give a list such as 127.0.0.1,10.0.0.0/8,fd00::/8.`,
  });
  return z.NEVER;
});

function isBlock(entry: string): boolean {
  const [address = "", prefix, ...more] = entry.split("/");
  if (more.length > 0 || !(isIPv4(address) || (isIPv6(address) && !address.includes("%")))) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv4(address) ? 32 : 128));
}
