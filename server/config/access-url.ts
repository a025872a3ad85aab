import { z } from "zod";
import { quote } from "./error.ts";

/** The door's own origin as a URL. Refuses path, query, fragment, credentials and every scheme but http and https. */
export const accessUrl = z.string().transform((text, context): URL => {
  const url = /^https?:\/\/[^\\\s]+$/i.test(text) && URL.canParse(text) ? new URL(text) : null;
  const wrong = url ? findFault(url) : `is not a URL (${quote(text)}); give an origin such as https://door.example.com.`;
  if (url && wrong === null) return url;
  context.addIssue({ code: "custom", message: wrong ?? "" });
  return z.NEVER;
});

function findFault(url: URL): string | null {
  // Never shown with its credentials: they would end in a log.
  if (url.username || url.password) return "holds credentials; leave out what stands before the @.";
  if (url.href !== `${url.origin}/`) return `is more than an origin; give ${url.origin} without path, query and fragment.`;
  if (url.port === "0") return "has port 0; give the port that people reach.";
  if (url.hostname.includes("*")) return "has a *; the pattern of the apps goes into --wildcard-access-url.";
  if (url.hostname.endsWith(".")) return "ends its host with a dot; leave the dot out.";
  return null;
}
