import type { AppChange, Cors, Identity, WorkspaceView } from "#protocol/api.ts";
import type { Item } from "./item.ts";
import { proposeSlug } from "./say-sharing.ts";

/** What the form holds, as it is typed. */
export interface AppDraft {
  name: string;
  /** Null while it follows the name. */
  slug: string | null;
  url: string;
  icon: string | null;
  healthPath: string;
  cors: Cors;
  identity: Identity;
  tlsVerify: boolean;
}

/** What the form begins with: an app as it is, a port that gets a name, or nothing yet. */
export function startDraft(item: Item | null): AppDraft {
  const { app, port } = item ?? {};
  if (app) {
    const { slug, name, url = "", icon, healthPath, cors, identity, tlsVerify } = app;
    return { name, slug, url, icon, healthPath: healthPath ?? "", cors, identity, tlsVerify };
  }
  const url = port ? `${port.tls ? "https" : "http"}://127.0.0.1:${port.port}` : "http://127.0.0.1:";
  return {
    name: port?.process ?? "",
    slug: null,
    url,
    icon: null,
    healthPath: "",
    cors: "allow",
    identity: "strip",
    tlsVerify: port?.tlsVerify ?? true,
  };
}

export function slugOf({ slug, name }: AppDraft): string {
  return slug ?? proposeSlug(name);
}

export function isHttps({ url }: AppDraft): boolean {
  return url.trim().toLowerCase().startsWith("https:");
}

/** What is wrong before the door is asked; null when it may be. `isNew`: an app that is there already must not be overwritten. */
export function findMistake(draft: AppDraft, workspace: WorkspaceView, isNew: boolean): { field: string; text: string } | null {
  if (!draft.name.trim()) return { field: "name", text: "Give it a name that you will recognise." };
  if (!slugOf(draft)) return { field: "slug", text: "Give it an address of lower-case letters and digits." };
  const taken = isNew && workspace.apps.find((app) => app.slug === slugOf(draft));
  if (taken) return { field: "slug", text: `${taken.name} has this address already. Choose another one.` };
  if (!/^https?:\/\/[^/:]+:\d+/i.test(draft.url.trim()))
    return { field: "url", text: "Say on which port it listens: http://127.0.0.1:3000." };
  return null;
}

export function changeOf(draft: AppDraft): AppChange {
  return {
    name: draft.name.trim(),
    url: draft.url.trim(),
    icon: draft.icon,
    healthPath: draft.healthPath.trim() || null,
    cors: draft.cors,
    identity: draft.identity,
    tlsVerify: !isHttps(draft) || draft.tlsVerify,
  };
}
