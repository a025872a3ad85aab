/**
 * The door's app view frames an app; nobody new may. The door's origin is added to the app's own `frame-ancestors`, and X-Frame-Options, which
 * cannot name an origin, is replaced by the equivalent policy.
 */

/** Raw response pairs with the door allowed as an ancestor. What the app left open stays open. */
export function allowFraming(raw: readonly string[], doorOrigin: string): string[] {
  const passed: string[] = [];
  let framed: string | null = null;
  let hasAncestors = false;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const plain = name.toLowerCase();
    if (plain === "x-frame-options") framed = value.trim().toLowerCase();
    else if (plain === "content-security-policy" && /(^|[;,])\s*frame-ancestors(\s|;|,|$)/i.test(value)) {
      hasAncestors = true;
      passed.push(name, withDoor(value, doorOrigin));
    } else passed.push(name, value);
  }
  // Where a policy names ancestors, browsers ignore X-Frame-Options (CSP 2 §7.7.1.1).
  if (framed !== null && !hasAncestors) {
    const others = framed.includes("sameorigin") ? "'self' " : "";
    passed.push("Content-Security-Policy", `frame-ancestors ${others}${doorOrigin}`);
  }
  return passed;
}

/** Each policy of a comma list keeps its other directives; `'none'` gives way to the door alone. */
function withDoor(value: string, doorOrigin: string): string {
  return value.replace(/(^|[;,])(\s*)(frame-ancestors)([^;,]*)/gi, (_all, before: string, space: string, name: string, sources: string) => {
    const kept = sources
      .trim()
      .split(/\s+/)
      .filter((source) => source !== "" && source.toLowerCase() !== "'none'");
    return `${before}${space}${name} ${[...kept, doorOrigin].join(" ")}`;
  });
}
