import type { HeldBackView, Sharing } from "#protocol/api.ts";
import type { Item } from "./item.ts";

/** Who can open it, before any end: "Only you", "Everybody signed in", "Anybody with the link". */
export function saySharing(sharing: Sharing): string {
  return { owner: "Only you", authenticated: "Everybody signed in", public: "Anybody with the link" }[sharing];
}

/** Those that may be chosen, from the least. `ceiling`: undefined for none. */
export function sharingsUpTo(ceiling: Sharing | undefined): Sharing[] {
  const all: Sharing[] = ["owner", "authenticated", "public"];
  return ceiling === undefined ? all : all.slice(0, all.indexOf(ceiling) + 1);
}

/** Why less is shared than was asked for: what was asked for, then what holds it back. */
export function sayHeldBack({ sharing, by }: HeldBackView): string {
  const asked = { owner: "Only you", authenticated: "Everybody signed in", public: "Public" }[sharing];
  if (by === "server") return `${asked} was asked for. This server does not allow it.`;
  if (by === "machine") return `${asked} was asked for in latchkey.yaml. This machine's file may not share so much.`;
  return `${asked} was asked for in latchkey.yaml. It waits until you have said that the machine's new place is yours.`;
}

/** How it is, in a word or two. */
export function sayHealth(health: Item["health"]): string {
  return { healthy: "Healthy", unhealthy: "Failing", unknown: "Not checked yet", listening: "Listening", silent: "Nothing listening" }[
    health
  ];
}

/** A slug made of a name: what DNS takes of it. Empty when nothing of the name can be kept. */
export function proposeSlug(name: string): string {
  const plain = name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const cut = plain.slice(0, 24).replace(/-$/, "");
  // It would be read as a port.
  return /^\d+s?$/.test(cut) ? `app-${cut}` : cut;
}

/** When a sharing ends that somebody chooses by a word. ISO 8601; null for no end. */
export function endOf(preset: "never" | "hour" | "today" | "week", now: number): string | null {
  if (preset === "never") return null;
  if (preset === "hour") return new Date(now + 3_600_000).toISOString();
  if (preset === "week") return new Date(now + 7 * 86_400_000).toISOString();
  return new Date(new Date(now).setHours(23, 59, 59, 0)).toISOString();
}
