/**
 * Every route and upgrade that the code has, which credentials it takes, and docs/security.md, which says so. The text is made here; a journey
 * (e2e/security-credentials.spec.ts) walks it against a running server. A new route is in neither until this text is put there.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { findUpgrade, kindOfPath, proxyUpgradeRoutes, upgradeRoutes } from "./routes.ts";
import { admissions, credentialKinds, isTaken, narrow, routeKinds, type Caller, type RouteKind } from "./session.ts";

const app = fileURLToPath(new URL("../app", import.meta.url));
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).sort();

/** `(group)` is no part of a path, `[id]` is any one part of it. */
const pathOf = (file: string) =>
  `/${file
    .split("/")
    .slice(0, -1)
    .filter((part) => !part.startsWith("("))
    .join("/")}`;
const pages = files
  .filter((file) => /(^|\/)page\.tsx$/.test(file))
  .map(pathOf)
  .sort();
const routes = await Promise.all(
  files
    .filter((file) => /(^|\/)route\.tsx?$/.test(file))
    .map(async (file) => ({ path: pathOf(file), made: (await import(join(app, file))) as Record<string, { access?: string }> })),
);

describe("F3 which credential opens what", () => {
  it("finds the routes", () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(pages.length).toBeGreaterThan(10);
  });

  it("every route of the API says its kind and scope, for each of its methods", () => {
    for (const { path, made } of routes) {
      expect(kindOfPath(path), path).toBe("api");
      for (const [name, handler] of Object.entries(made)) expect(typeof handler.access, `${name} ${path}`).toBe("string");
    }
  });

  it("docs/security.md has the table as the code has it", async () => {
    const text = readFileSync(fileURLToPath(new URL("../docs/security.md", import.meta.url)), "utf8");
    const [, written] = /<!-- credentials: made by server\/routes\.test\.ts -->\n([^]*?)<!-- end of credentials -->/.exec(text) ?? [];
    const made = (await describeAccess()).trim();
    // The whole of it, to be pasted there: a difference alone leaves lines out.
    if (written?.trim() !== made) throw new Error(`Between the two comments docs/security.md should say:\n\n${made}\n\n(end)`);
  });

  it("a path is one upgrade or none", () => {
    expect(findUpgrade(upgradeRoutes, "/api/v1/live")).toEqual({ kind: "live", id: "" });
    expect(findUpgrade(upgradeRoutes, "/api/v1/terminals/this-machine.abc/socket")).toEqual({ kind: "terminal", id: "this-machine.abc" });
    for (const path of ["/api/v1/live/", "/api/v1/terminals/a/b/socket", "/api/v1/terminals//socket", "/x/api/v1/live", null])
      expect(findUpgrade(upgradeRoutes, path)).toBeNull();
  });

  it("a valid key of another kind than a route takes is a no, and says nothing of why its session ended", () => {
    const verdict = (kind: "session" | "token" | "app", scopes: string[], via: Caller["via"]) =>
      ({ ok: true, losers: 2, caller: { via, key: { kind, scopes } } }) as unknown as Parameters<typeof narrow>[0];
    const refused = { endedAt: null, reason: null, losers: 2, ok: false };
    expect(narrow(verdict("token", ["all"], "bearer"), "page")).toEqual({ ...refused, code: "scope_missing" });
    expect(narrow(verdict("token", ["agent"], "bearer"), "live")).toEqual({ ...refused, code: "scope_missing" });
    expect(narrow(verdict("session", ["all"], "bearer"), "api")).toEqual({ ...refused, code: "invalid_token" });
    expect(narrow(verdict("token", ["all"], "bearer"), "entry_api")).toEqual({ ...refused, code: "no_session" });
    expect(narrow(verdict("token", ["agent"], "ticket"), "proxy_terminal")).toMatchObject({ ok: false });
    expect(narrow(verdict("session", ["all"], "cookie"), "page")).toMatchObject({ ok: true });
    expect(narrow(verdict("session", ["all"], "ticket"), "proxy_terminal")).toMatchObject({ ok: true });
    expect(isTaken("tunnel", "agent_token")).toBe(true);
  });
});

/** The text of docs/security.md: what is taken where, and which route is of which kind. */
async function describeAccess(): Promise<string> {
  const table = (rows: readonly (readonly string[])[]) => {
    const [head = [], ...rest] = rows;
    return [head, head.map(() => "---"), ...rest].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  };
  const kinds = table([
    ["", ...credentialKinds],
    ...routeKinds.map((kind) => [kind, ...credentialKinds.map((each) => admissions[kind][each])]),
  ]);
  const written: Partial<Record<RouteKind, readonly string[]>> = {
    ...Object.fromEntries(Object.entries({ ...upgradeRoutes, ...proxyUpgradeRoutes }).map(([kind, path]) => [kind, [path]])),
    ...Object.fromEntries(
      (["page", "entry_page", "neutral"] as const).map((kind) => [kind, pages.filter((path) => kindOfPath(path) === kind)]),
    ),
  };
  const paths = table([
    ["kind", "paths"],
    ...routeKinds.flatMap((kind) => (written[kind] ? [[kind, written[kind].map((path) => `\`${path}\``).join(" ")]] : [])),
  ]);
  const api = table([
    ["route of the API", ...methods],
    ...routes.map(({ path, made }) => [`\`${path}\``, ...methods.map((method) => sayAccess(made[method]?.access))]),
  ]);
  return format([kinds, paths, api].join("\n\n"), { parser: "markdown", printWidth: 140 });
}

/** What a route says of itself: app/api/answer.ts. */
function sayAccess(access = "no_method"): string {
  return access === "no_method" ? "" : access;
}
