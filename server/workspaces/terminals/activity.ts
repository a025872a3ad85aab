/** The activity log of workspaces: who did what there, with which device or token. */
import { hash, randomUUID } from "node:crypto";
import type { ActivityKind } from "#protocol/api.ts";
import { cleanText } from "#protocol/text.ts";
import type { Clock } from "../../clock.ts";
import type { ActivityRow, Store } from "../../store.ts";
import type { Actor } from "../../workspaces.ts";

export interface ActivityLog {
  /** Throws `unavailable`. */
  note(actor: Actor, workspaceId: string, kind: ActivityKind, subject: string): Promise<void>;
  /** What happened to a machine, and nobody of the server did. Throws `unavailable`. */
  noteMachine(workspaceId: string, kind: ActivityKind, subject: string): Promise<void>;
  /** The same for looking at a terminal: once an hour for each key, and never for who has opened it. */
  noteAttach(actor: Actor, workspaceId: string, terminal: { id: string; subject: string }): Promise<void>;
  /** This key has opened the terminal. Throws `unavailable`. */
  noteOpened(actor: Actor, terminalId: string): Promise<void>;
  /** A page, newest first. `before`: the id of the last of the page before. */
  list(workspaceIds: readonly string[], before: string | null): Promise<{ activity: ActivityRow[]; more: boolean }>;
}

const pageSize = 50;
const attachOnceInMs = 3_600_000;
const bucketOf = (known: string) => `attached:${hash("sha256", known, "hex").slice(0, 32)}`;
/** Beyond this many, those from over an hour ago are forgotten. */
const mostRemembered = 1_000;
const longestSubject = 200;

export function createActivityLog({ store, clock }: { store: Pick<Store, "activity" | "limits">; clock: Clock }): ActivityLog {
  const attached = new Map<string, number>();
  const remember = (known: string, at: number) => {
    if (attached.size >= mostRemembered) for (const [each, since] of attached) if (at - since >= attachOnceInMs) attached.delete(each);
    attached.set(known, at);
  };
  // Two of one moment keep their order.
  let lastAt = 0;
  const add = (who: Pick<ActivityRow, "userId" | "userName" | "deviceName">, workspaceId: string, kind: ActivityKind, subject: string) => {
    lastAt = Math.max(clock(), lastAt + 1);
    return store.activity.add({ id: randomUUID(), workspaceId, ...who, kind, subject: cleanText(subject, longestSubject), at: lastAt });
  };
  const note: ActivityLog["note"] = ({ user, key }, workspaceId, kind, subject) =>
    add({ userId: user.id, userName: user.name, deviceName: key.name }, workspaceId, kind, subject);
  /** Within the hour, at any replica. */
  const isFirst = async (known: string, now: number) => (await store.limits.take(bucketOf(known), attachOnceInMs / 1000, now)).count === 1;
  return {
    note,
    noteMachine: (workspaceId, kind, subject) => add({ userId: "", userName: "", deviceName: "" }, workspaceId, kind, subject),
    async noteAttach(actor, workspaceId, { id, subject }) {
      const known = `${actor.key.id} ${id}`;
      const now = clock();
      if (now - (attached.get(known) ?? -Infinity) < attachOnceInMs) return;
      remember(known, now);
      try {
        if (await isFirst(known, now)) await note(actor, workspaceId, "terminal_attached", subject);
      } catch (error) {
        attached.delete(known);
        await store.limits.giveBack(bucketOf(known)).catch(() => undefined);
        throw error;
      }
    },
    async noteOpened(actor, terminalId) {
      const known = `${actor.key.id} ${terminalId}`;
      remember(known, clock());
      await isFirst(known, clock());
    },
    async list(workspaceIds, before) {
      const rows = await store.activity.list(workspaceIds, { before, most: pageSize + 1 });
      return { activity: rows.slice(0, pageSize), more: rows.length > pageSize };
    },
  };
}
