import type { KeyView, Scope } from "#protocol/api.ts";

/** How a device is kept signed in, in words. */
export function sayKeptBy({ keptBy }: Pick<KeyView, "keptBy">): string {
  return { cookie_and_device_key: "Cookie and device key", cookie: "Cookie alone", token: "Token" }[keptBy];
}

/** "Chrome 156", for the fine print; empty for what is no browser. The names are in the order in which browsers imitate each other. */
export function sayBrowser(userAgent: string): string {
  for (const [pattern, name] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return "";
}

/** What kind of thing a session lives on, for its icon. */
export function guessShape(userAgent: string): "phone" | "tablet" | "computer" | "program" {
  if (/\bcurl\/|\blatchkey-cli\/|^node\b/i.test(userAgent)) return "program";
  if (/\biPad\b|\bAndroid\b(?!.*\bMobile\b)/.test(userAgent)) return "tablet";
  return /\biPhone\b|\bMobile\b/.test(userAgent) ? "phone" : "computer";
}

/** The scopes a person can give to a token today, and what each lets a program do. */
export const grantable: readonly { scope: Scope; says: string }[] = [
  { scope: "account:read", says: "Read your account" },
  { scope: "account:write", says: "Change your account" },
  { scope: "keys:read", says: "See sessions and tokens" },
  { scope: "keys:write", says: "Make and end sessions and tokens" },
  { scope: "workspaces:read", says: "See workspaces and their apps" },
  { scope: "workspaces:write", says: "Add and change apps, share them with who can sign in" },
  { scope: "apps:publish", says: "Share apps with anybody" },
  { scope: "machines:enrol", says: "Add machines: make the keys of their agents" },
  { scope: "terminals:read", says: "See terminals" },
  { scope: "terminals:write", says: "Open terminals: run anything on your machines" },
  { scope: "proxies:read", says: "See the proxies" },
  { scope: "proxies:write", says: "Add, rename and delete proxies" },
];

/** Whether a token is a machine's, made and ended with it, and not a person's own. */
export function isAgents({ kind, scopes }: Pick<KeyView, "kind" | "scopes">): boolean {
  return kind === "token" && scopes.includes("agent");
}

/** Tokens with those that a token made right after it, each with the name of its maker; null where that is none of these. */
export function underParents(tokens: readonly KeyView[]): { token: KeyView; madeBy: string | null }[] {
  const known = new Map(tokens.map((token) => [token.id, token]));
  const below = (parent: KeyView | null): { token: KeyView; madeBy: string | null }[] =>
    tokens
      .filter(({ parentId }) => (known.get(parentId ?? "")?.id ?? null) === (parent?.id ?? null))
      .flatMap((token) => [{ token, madeBy: parent?.name ?? null }, ...below(token)]);
  return below(null);
}

/** The scopes of a token in words, shortest first. */
export function sayScopes(scopes: readonly Scope[]): string {
  if (scopes.includes("all")) return "Everything you may do";
  if (scopes.includes("agent")) return "The tunnel of its machine";
  return scopes.length === 0 ? "Nothing" : scopes.join(", ");
}

const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\/(\d+)/, "Edge"],
  [/\bOP(?:R|T)\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)(?:\.\d+)* (?:Mobile\/\w+ )?Safari\//, "Safari"],
];
