/**
 * Which agent is a machine, where several show its token. Guards: whoever copies a token does not displace the agent that runs: while that answers, the
 * newcomer stays out, and both places are written down for the owner. Where it does not answer, the newcomer takes over at once (a restart, a move); from
 * another place that is written down too, and the machine shares nothing more publicly until its owner has said that it was them.
 *
 * The truth is a row of the database: the process that is the agent. It may hold a tunnel to every replica; another process takes the row over only when
 * no replica has an answer of the one before.
 */
import { hash } from "node:crypto";
import { cleanText } from "#protocol/text.ts";
import type { Clock } from "../clock.ts";
import type { AgentRow, Store } from "../store.ts";
import type { AgentPlace } from "../workspaces.ts";
import type { ActivityLog } from "./terminals/activity.ts";

export interface Admission {
  /** False: another agent runs. Throws `unavailable`. */
  admit(workspaceId: string, place: AgentPlace): Promise<boolean>;
  /** An agent that did not name its machine when it dialled has told of it now. Never throws. */
  learn(workspaceId: string, place: AgentPlace, hostname: string): Promise<void>;
}

const noteOnceSeconds = 3_600;
/** Of one machine within an hour: who dials from ever other addresses must not fill its owner's log. */
const maxNotesAnHour = 20;

/** `isAlive`: whether an agent other than this process of the workspace answers, here or at another replica. */
export function createAdmission(parts: {
  store: Pick<Store, "workspaces" | "limits">;
  clock: Clock;
  activity: Pick<ActivityLog, "noteMachine">;
  isAlive: (workspaceId: string, process: string) => Promise<boolean>;
  /** What the machine's own file shares publicly now. */
  listPublic: (workspaceId: string) => Promise<string[]>;
  /** Another agent is the machine from now on. */
  changed: (workspaceId: string, process: string) => Promise<void>;
}): Admission {
  const { store, clock, activity, isAlive, listPublic, changed } = parts;
  const take = async (bucket: string) => (await store.limits.take(bucket, noteOnceSeconds, clock())).count;
  const note = async (workspaceId: string, kind: "agent_refused" | "agent_moved", subject: string, once: string | null) => {
    const key = hash("sha256", `${workspaceId} ${once ?? ""}`, "hex").slice(0, 32);
    if (once !== null && (await take(`agent:${key}`)) > 1) return;
    if ((await take(`agents:${hash("sha256", workspaceId, "hex").slice(0, 32)}`)) > maxNotesAnHour) return;
    await activity.noteMachine(workspaceId, kind, subject);
  };
  const claim = (workspaceId: string, before: AgentRow, place: AgentPlace, takenOver: AgentRow["takenOver"]) =>
    store.workspaces.claimAgent(workspaceId, before.process, {
      ...place,
      // An agent from before it said so itself has told it of its machine.
      hostname: place.hostname ?? before.hostname,
      takenOver,
    });
  return {
    async learn(workspaceId, place, hostname) {
      try {
        const before = await store.workspaces.findAgent(workspaceId);
        if (!before || before.process !== place.process || before.hostname === hostname) return;
        const isMoved = before.hostname !== null;
        const moved = { at: clock(), from: sayPlace(before), publicBefore: [] };
        const now = { ...place, hostname: cleanText(hostname, 253) };
        if (!(await claim(workspaceId, before, now, before.takenOver ?? (isMoved ? moved : null)))) return;
        if (isMoved) await note(workspaceId, "agent_moved", `${sayPlace(now)}, before ${sayPlace(before)}`, null);
        await changed(workspaceId, place.process);
      } catch {
        // The database does not answer; it is told again when the agent dials again.
      }
    },
    async admit(workspaceId, place) {
      const before = await store.workspaces.findAgent(workspaceId);
      if (!before) return true; // gone meanwhile: it is told so where its tunnel is taken
      if (before.process === place.process) {
        if (before.address !== place.address) await claim(workspaceId, before, place, before.takenOver);
        return true;
      }
      if (await isAlive(workspaceId, place.process)) {
        await note(
          workspaceId,
          "agent_refused",
          `${sayPlace(place)}, while ${sayPlace(before)} runs`,
          `${place.address} ${place.hostname}`,
        );
        return false;
      }
      const isMoved = isElsewhere(before, place);
      const moved = { at: clock(), from: sayPlace(before), publicBefore: await listPublic(workspaceId) };
      if (!(await claim(workspaceId, before, place, before.takenOver ?? (isMoved ? moved : null)))) return false;
      if (isMoved) await note(workspaceId, "agent_moved", `${sayPlace(place)}, before ${sayPlace(before)}`, null);
      // Also so that other replicas close what they still hold of the one before.
      await changed(workspaceId, place.process);
      return true;
    },
  };
}

/** Another installation, or another machine. An agent of before kept no instance: of those, the host name alone says it. */
function isElsewhere(before: AgentRow, place: AgentPlace): boolean {
  if (before.process === null) return false;
  if (before.instance !== null && before.instance !== place.instance) return true;
  return before.hostname !== null && place.hostname !== null && before.hostname !== place.hostname;
}

/** "203.0.113.9 (laptop)". */
export function sayPlace({ address, hostname }: { address: string | null; hostname: string | null }): string {
  const where = address ?? "an unknown address";
  return hostname === null ? where : `${where} (${cleanText(hostname, 60)})`;
}
