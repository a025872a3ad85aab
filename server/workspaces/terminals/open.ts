/**
 * Terminals of workspaces. Guards: nothing is asked of a machine before the policy has said yes, and whatever is opened is in the machine's
 * activity log, or it is not opened. Trusts: a machine for its own terminals alone; an id names its machine.
 */
import type { NewTerminal } from "#protocol/api.ts";
import type { TerminalFact } from "#protocol/terminal.ts";
import type { Clock } from "../../clock.ts";
import { AppError, isAppError } from "../../errors.ts";
import type { UserRow } from "../../store.ts";
import type { ListedTerminal, Terminals } from "../../workspaces.ts";
import type { ActivityLog } from "./activity.ts";
import { askTerminals, attachTo, noTerminal, type TerminalHost } from "./ask.ts";
import { requireName, requireNewTerminal, requireSize } from "./input.ts";
import type { RecentChanges } from "./recent-changes.ts";
import type { StepUp } from "./step-up.ts";

/** A workspace as far as its terminals go. */
export interface TerminalSite {
  id: string;
  /** Null while it is offline. */
  reach: TerminalHost | null;
  /** What it said last; times by the door's clock. */
  listTerminals(): TerminalFact[];
}

/** `requireSite`: where this person may open terminals; throws `not_found`, `forbidden`, `unavailable`. `listSites`: all of those. */
export function openTerminals(parts: {
  requireSite: (user: UserRow, workspaceId: string) => Promise<TerminalSite>;
  listSites: (user: UserRow) => Promise<TerminalSite[]>;
  /** The same sites, after a moment for those that are on their way. */
  arrive: (sites: TerminalSite[]) => Promise<TerminalSite[]>;
  /** Of the workspaces that are this person's. */
  listOwnIds: (user: UserRow) => Promise<string[]>;
  activity: ActivityLog;
  stepUp: StepUp;
  recent: RecentChanges;
  clock: Clock;
}): Terminals {
  const { requireSite, listSites, arrive, listOwnIds, activity, stepUp, recent, clock } = parts;
  const factsOf = (site: TerminalSite) => recent.apply(site.id, site.listTerminals());
  const listOf = (site: TerminalSite) => factsOf(site).map((fact) => present(site, fact));
  const requireThere = async (user: UserRow, workspaceId: string): Promise<TerminalSite> => {
    const site = await requireSite(user, workspaceId);
    return site.reach ? site : ((await arrive([site]))[0] ?? site);
  };
  const requirePlace = async (
    user: UserRow,
    id: string,
    require = requireThere,
  ): Promise<{ site: TerminalSite; terminal: string; listed: TerminalFact | undefined }> => {
    const [, workspaceId = "", terminal] = /^([\w-]+)\.([\w-]{1,64})$/.exec(id) ?? [];
    if (terminal === undefined) throw noTerminal();
    const site = await require(user, workspaceId);
    return { site, terminal, listed: factsOf(site).find((fact) => fact.id === terminal) };
  };

  return {
    list: async (user, workspaceId) => listOf(await requireThere(user, workspaceId)),
    listAll: async (user) => (await arrive(await listSites(user))).flatMap(listOf),
    async create(actor, workspaceId, given: NewTerminal) {
      const input = requireNewTerminal(given);
      const site = await requireThere(actor.user, workspaceId);
      await stepUp.require(actor);
      await stepUp.note(actor);
      const { terminal, stream } = await askTerminals(site.reach, { type: "create", ...input });
      stream.destroy();
      if (!terminal) throw new AppError("terminal_failed");
      try {
        await activity.noteOpened(actor, `${site.id}.${terminal.id}`);
        await activity.note(actor, site.id, "terminal_opened", input.name ?? input.command ?? terminal.command);
      } catch (error) {
        const ended = await askTerminals(site.reach, { type: "end", terminal: terminal.id }).catch(() => null);
        ended?.stream.destroy();
        throw error;
      }
      // Made this moment, whatever the clock over there says.
      const fact = { ...terminal, createdAt: clock(), activeAt: clock() };
      recent.opened(site.id, fact);
      return present(site, fact);
    },
    async rename(actor, id, given) {
      const name = given === null ? null : requireName(given);
      const { site, terminal, listed } = await requirePlace(actor.user, id);
      const answer = await askTerminals(site.reach, { type: "rename", terminal, name });
      answer.stream.destroy();
      recent.renamed(site.id, terminal, name);
      const fact = listed ?? answer.terminal;
      if (!fact) throw noTerminal();
      return present(site, { ...fact, name });
    },
    async end(actor, id) {
      const { site, terminal, listed } = await requirePlace(actor.user, id);
      (await askTerminals(site.reach, { type: "end", terminal })).stream.destroy();
      await activity.note(actor, site.id, "terminal_ended", subjectOf(listed));
      recent.ended(site.id, terminal);
    },
    async attach(actor, id, viewing) {
      requireSize(viewing);
      const { site, terminal, listed } = await requirePlace(actor.user, id);
      await stepUp.require(actor);
      const stream = await attachTo(site.reach, terminal, viewing);
      try {
        await activity.noteAttach(actor, site.id, { id, subject: subjectOf(listed) });
      } catch (error) {
        stream.destroy();
        throw error;
      }
      return stream;
    },
    async admit(actor, id) {
      // Whether the machine is connected here says nothing of whether it is there.
      const { site, terminal, listed } = await requirePlace(actor.user, id, requireSite);
      await stepUp.require(actor);
      if (site.reach && !listed) throw noTerminal();
      await activity.noteAttach(actor, site.id, { id, subject: subjectOf(listed) });
      return { workspaceId: site.id, terminal };
    },
    noteUse: stepUp.note,
    async stateOf(user, id) {
      try {
        return (await requirePlace(user, id, requireSite)).site.reach ? "online" : "offline";
      } catch (error) {
        if (isAppError(error) && error.code !== "unavailable") return "closed";
        throw error;
      }
    },
    listActivity: async (user, workspaceId, before) => activity.list([(await requireSite(user, workspaceId)).id], before),
    listOwnActivity: async (user, before) => activity.list(await listOwnIds(user), before),
  };
}

function present(site: TerminalSite, fact: TerminalFact): ListedTerminal {
  return { ...fact, id: `${site.id}.${fact.id}`, workspaceId: site.id };
}

function subjectOf(fact: TerminalFact | undefined): string {
  return fact?.name ?? fact?.command ?? "";
}
