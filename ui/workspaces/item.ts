import type { AppView, HeldBackView, Health, PortView, Sharing, WorkspaceView } from "#protocol/api.ts";

/** Something that can be opened: a declared app, or a port on which something listens. */
export interface Item {
  /** Unlike every other on the screen. */
  key: string;
  workspace: WorkspaceView;
  app: AppView | null;
  port: PortView | null;
  /** As pins know it: an app's slug or a port's number. */
  id: string;
  name: string;
  /** The first label of its host without what a wildcard's suffix adds: its address inside of the door. */
  label: string;
  host: string;
  /** Where it opens, seen from the door, without `path`: on a host of its own, or under a path of the door. Empty where it cannot be opened. */
  href: string;
  /** Where it opens on its host. */
  path: string;
  sharing: Sharing;
  sharedUntil: string | null;
  /** What was asked for, where less is shared. */
  heldBack: HeldBackView | undefined;
  pinned: boolean;
  health: Health | "listening" | "silent";
}

/** Everything of every workspace, apps before ports. */
export function listItems(workspaces: readonly WorkspaceView[]): Item[] {
  return workspaces.flatMap((workspace) => [
    ...workspace.apps.map((app) => itemOfApp(workspace, app)),
    ...workspace.ports.map((port) => itemOfPort(workspace, port)),
  ]);
}

/** Whether each word of `sought` is somewhere in the name, the slug, the port or the program. */
export function matchesItem({ name, app, port }: Item, sought: string): boolean {
  const all = `${name} ${app?.slug ?? ""} ${portOf(app?.url)} ${port?.port ?? ""} ${port?.process ?? ""}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** The built-in workspace in words, every other by the name it was given. */
export function sayWorkspace(name: string): string {
  return name === "this-machine" ? "This machine" : name;
}

/** The host of a label when one of the same workspace is known: everything after the label is the wildcard's. Null for no label. */
export function hostOfLabel(label: string, items: readonly Item[]): string | null {
  const found = items.find((item) => item.label === label);
  if (found) return found.host;
  const [known] = items;
  return known && isLabel(label) && known.host.startsWith(known.label) ? label + known.host.slice(known.label.length) : null;
}

/** `<app or port>--<workspace>--<user>`, and nothing that could be more than one label of a host. */
export function isLabel(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*--[a-z0-9]+(-[a-z0-9]+)*--[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** Whether it opens on a host of its own, and not under a path of the door. */
export function hasOwnHost({ href }: Pick<Item, "href">): boolean {
  return /^(https?:)?\/\//.test(href);
}

/** What stands before the host in the addresses of items: `//` for the door's own scheme, else another one. */
export function schemeOf(items: readonly Item[]): string {
  return /^https?:\/\//.exec(items[0]?.href ?? "")?.[0] ?? "//";
}

/**
 * Whether a frame of the app gets its cookies inside of the door: they are SameSite=Lax. Two labels in common are as near as one comes
 * without the Public Suffix List; where that is too kind, the frame shows the gateway's own page, with the way out.
 */
export function isSameSite(doorHost: string, appHost: string): boolean {
  const [door, app] = [doorHost, appHost].map((host) => host.replace(/:\d+$/, "").split("."));
  const common = door?.slice(-2).join(".");
  return door !== undefined && door.length >= 2 && !/^\d+$/.test(door.at(-1) ?? "") && app?.slice(-2).join(".") === common;
}

function itemOfApp(workspace: WorkspaceView, app: AppView): Item {
  const { slug: id, name, host, href, path, sharing, sharedUntil, heldBack, pinned, health } = app;
  const common = { id, name, host, href, path, sharing, sharedUntil, heldBack, pinned, health };
  return { ...common, key: `${workspace.id}/${id}`, label: labelOf(workspace, id), workspace, app, port: null };
}

function itemOfPort(workspace: WorkspaceView, port: PortView): Item {
  const { host, href, sharing, sharedUntil, heldBack, pinned } = port;
  const id = String(port.port);
  const common = { id, name: id, host, href, path: "/", sharing, sharedUntil, heldBack, pinned };
  const label = labelOf(workspace, `${id}${port.tls ? "s" : ""}`);
  return { ...common, key: `${workspace.id}/${id}`, label, workspace, app: null, port, health: port.listening ? "listening" : "silent" };
}

function labelOf({ name, owner }: WorkspaceView, first: string): string {
  return `${first}--${name}--${owner}`;
}

/** So that an app is found by the number it listens on. */
function portOf(url: string | undefined): string {
  return url === undefined ? "" : (/:(\d+)/.exec(url)?.[1] ?? "");
}
