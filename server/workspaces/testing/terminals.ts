/** Terminals of a real machine, for a real session room: `box` is there, `away` is offline, and ada has two devices. */
import { onTestFinished } from "vitest";
import { openTestMachine, type TestMachine } from "#agent/terminals/testing/machine.ts";
import { AppError } from "../../errors.ts";
import { openTestRoom, type TestRoom } from "../../session/testing/room.ts";
import type { Actor, Terminals } from "../../workspaces.ts";
import { createActivityLog, type ActivityLog } from "../terminals/activity.ts";
import { openTerminals, type TerminalSite } from "../terminals/open.ts";
import { createRecentChanges } from "../terminals/recent-changes.ts";
import { createStepUp } from "../terminals/step-up.ts";

export interface TestTerminals {
  room: TestRoom;
  machine: TestMachine;
  log: ActivityLog;
  /** What is there: changed by the test as machines come, go and are shared no more. */
  sites: Map<string, TerminalSite>;
  terminals: Terminals;
  ada: Actor;
  phone: Actor;
}

export async function openTestTerminals({ passwordAfterSeconds = null as number | null } = {}): Promise<TestTerminals> {
  const room = await openTestRoom();
  const machine = await openTestMachine();
  onTestFinished(() => machine.close());
  const clock = () => room.now.value;
  const log = createActivityLog({ store: room.store, clock });
  const sites = new Map<string, TerminalSite>([
    ["box", { id: "box", reach: machine, listTerminals: machine.listTerminals }],
    ["away", { id: "away", reach: null, listTerminals: () => [] }],
  ]);
  const terminals = openTerminals({
    ...{ activity: log, clock },
    recent: createRecentChanges(clock, () => undefined),
    stepUp: createStepUp({ store: room.store, clock, afterSeconds: passwordAfterSeconds }),
    requireSite: (_user, id) => {
      const site = sites.get(id);
      return site ? Promise.resolve(site) : Promise.reject(new AppError("not_found"));
    },
    listSites: () => Promise.resolve([...sites.values()]),
    arrive: (given) => Promise.resolve(given),
    listOwnIds: () => Promise.resolve([...sites.keys()]),
  });
  const actor = async (name: string): Promise<Actor> => {
    const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
    if (!verdict.ok) throw new Error("not signed in");
    return { user: room.owner, key: { ...verdict.caller.key, name } };
  };
  return { room, machine, log, sites, terminals, ada: await actor("laptop"), phone: await actor("phone") };
}
