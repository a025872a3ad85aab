/** Texts that were given become values, or one ConfigError that names where they came from. */
import { z } from "zod";
import { duration } from "./duration.ts";
import { ConfigError } from "./error.ts";
import type { Given } from "./given.ts";
import type { SettingName } from "./settings.ts";
import { wildcardMatches, wildcardPattern } from "./wildcard.ts";

/** Undefined for what was not given. */
export function reader(given: Given) {
  return function read<T>(name: SettingName, schema: z.ZodType<T, string>): T | undefined {
    const found = given[name];
    if (!found) return undefined;
    const result = schema.safeParse(name === "cookie-suffix" ? found.text : found.text.trim());
    if (result.success) return result.data;
    throw new ConfigError(found.from, result.error.issues[0]?.message ?? "is not valid.");
  };
}

/** A setting that may be switched off with a word, so that a flag can overrule the environment. */
export function unlessNone<T>(given: Given, name: SettingName, schema: z.ZodType<T, string>, word = "none"): T | null | undefined {
  return given[name]?.text === word ? null : reader(given)(name, schema);
}

/** `--keep-verdicts`, seconds: 5 minutes when nothing is said, 0 for none. */
export function readKeepVerdicts(given: Given): number {
  const asked = unlessNone(given, "keep-verdicts", duration("1s", "1d"));
  return asked === undefined ? 300 : (asked ?? 0);
}

/** What the person would change. */
export function fromOf(given: Given, name: SettingName): string {
  return given[name]?.from ?? `--${name}`;
}

/** The host pattern of the apps, which the gateway's own host does not fall under; null for none. */
export function readWildcard(given: Given, url: URL, byDefault: boolean): string | null {
  const wildcard = unlessNone(given, "wildcard-access-url", wildcardPattern(url.protocol === "https:" ? "https:" : "http:"));
  if (wildcard === undefined) return byDefault ? `*.apps.${url.host}` : null;
  if (wildcard !== null && wildcardMatches(wildcard, url.host)) {
    throw new ConfigError(
      fromOf(given, "wildcard-access-url"),
      `matches the door's own host ${url.hostname}; give the apps hosts of their own, such as *.apps.${url.hostname}.`,
    );
  }
  return wildcard;
}

const switchWords: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  "1": true,
  false: false,
  off: false,
  no: false,
  "0": false,
};

/** A switch, in the words that people use for one. */
export const onOff = z.string().transform((text, context): boolean => {
  const value = switchWords[text.toLowerCase()];
  if (value !== undefined) return value;
  context.addIssue({ code: "custom", message: "is neither on nor off; give true or false." });
  return z.NEVER;
});
