/** The first label of an app host: `<app>--<workspace>--<user>` or `<port>[s]--<workspace>--<user>`. */

export type AppAddress = { workspace: string; user: string } & (
  { kind: "port"; port: number; tls: boolean } | { kind: "app"; slug: string }
);

const name = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Null for a label that names nothing: bad characters, a missing part, a port outside 1024–65535 (SEC-20). */
export function parseLabel(label: string): AppAddress | null {
  const [first = "", workspace = "", user = "", ...rest] = label.toLowerCase().split("--");
  if (rest.length > 0 || ![first, workspace, user].every((part) => name.test(part))) return null;
  const [, digits, tls] = /^(\d+)(s?)$/.exec(first) ?? [];
  if (digits === undefined) return { kind: "app", slug: first, workspace, user };
  const port = Number(digits);
  if (!/^[1-9]\d{3,4}$/.test(digits) || port < 1024 || port > 65_535) return null;
  return { kind: "port", port, tls: tls === "s", workspace, user };
}

/** The label of an address; the inverse of parseLabel. */
export function labelOf(address: AppAddress): string {
  const first = address.kind === "app" ? address.slug : `${address.port}${address.tls ? "s" : ""}`;
  return `${first}--${address.workspace}--${address.user}`;
}
