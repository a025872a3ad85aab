/** Runs the table of cases against one shape of deployment. A door is shared by the cases of one worker; sessions, apps and browsers never are. */
import { createPerson, expect, setUpOwner, test as base } from "../fixtures.ts";
import type { BrowserProfile, ProfileOptions } from "../models/browser-profile.ts";
import { createDoorServer, type DoorServer } from "../models/door-server.ts";
import { printLogOfFailure } from "../models/last-words.ts";
import { findSecretsInLog } from "../models/log-secrets.ts";
import { member, owner, type Person } from "../models/people.ts";
import { createVisitor, type Visitor } from "../models/visitor.ts";
import { startGuardedApp, type GuardedApp } from "../upstreams/guarded-app.ts";
import { browserCases } from "./browser-cases.ts";
import { endingCases } from "./ending-cases.ts";
import { forwardingCases } from "./forwarding-cases.ts";
import { handOverCases } from "./hand-over-cases.ts";
import { refusalCases } from "./refusal-cases.ts";
import type { Place, Shape, Trait } from "./shape.ts";
import { sharingCases } from "./sharing-cases.ts";
import { socketCases } from "./socket-cases.ts";

export interface Case {
  /** A sentence of behaviour. */
  name: string;
  needs?: readonly Trait[];
  run(stage: Stage): Promise<void>;
}

/** A running deployment with one app of its own for this case. */
export interface Stage extends Place {
  app: GuardedApp;
  /** Where `app` opens, without the slash at its end. */
  appBase: string;
  addPerson(person: Person): Promise<void>;
  /** A browser on the wire, signed in as the owner, or as `person`, or as nobody. */
  visitor(person?: Person | null): Promise<Visitor>;
  openProfile(options?: ProfileOptions): Promise<BrowserProfile>;
  /** The same deployment once more with other flags, for this case alone. */
  another(flags: Record<string, string | true>): Promise<Stage>;
}

/** Some shapes are half a dozen processes, which start on machines that do other things besides; a case may start the whole once more. */
const startTimeoutMs = 300_000;

const cases: readonly Case[] = [
  ...handOverCases,
  ...forwardingCases,
  ...socketCases,
  ...refusalCases,
  ...sharingCases,
  ...endingCases,
  ...browserCases,
];

export function runBehaviour(shape: Shape): void {
  const test = base.extend<{ stage: Stage }, { running: Running }>({
    running: [
      async ({}, use) => {
        const running = await start(shape, {});
        await use(running);
        await stop(running);
      },
      { scope: "worker", timeout: startTimeoutMs },
    ],
    stage: async ({ running, openProfile }, use, info) => {
      const logged = running.server.log().length;
      const apps: GuardedApp[] = [];
      const others: Running[] = [];
      const build = async ({ place, server }: Running): Promise<Stage> => {
        const app = await startGuardedApp();
        apps.push(app);
        return {
          ...place,
          app,
          appBase: place.appUrl(app.port),
          addPerson: (person) => createPerson(server, person),
          async visitor(person = owner) {
            const visitor = createVisitor(place);
            if (person) await visitor.signIn(person);
            return visitor;
          },
          openProfile: (options = {}) => openProfile({ ...options, flags: [...place.browserFlags, ...(options.flags ?? [])] }),
          async another(flags) {
            const other = await start(shape, flags);
            others.push(other);
            return build(other);
          },
        };
      };
      await use(await build(running));
      for (const { server } of [running, ...others])
        printLogOfFailure(info, shape.name, server.log().slice(server === running.server ? logged : 0));
      await Promise.all(apps.map((app) => app.close()));
      await Promise.all(others.map(stop));
      expect(
        apps.flatMap((app) => app.offences),
        "what an app saw of ours",
      ).toEqual([]);
    },
  });

  test.describe(shape.name, () => {
    test.describe.configure({ timeout: startTimeoutMs });
    for (const { name, needs = [], run } of cases) {
      if (needs.every((trait) => shape.traits.has(trait))) test(name, ({ stage }) => run(stage));
    }
  });
}

interface Running {
  place: Place;
  server: DoorServer;
  end: () => Promise<void>;
}

async function start(shape: Shape, flags: Record<string, string | true>): Promise<Running> {
  const place = await shape.prepare();
  const server = await createDoorServer({ ...place.door, flags: { ...place.door.flags, ...flags } });
  await server.start();
  await setUpOwner(server);
  return { place, server, end: await place.begin(server, flags) };
}

async function stop({ place, server, end }: Running): Promise<void> {
  await end();
  const leaks = findSecretsInLog(server.log(), server.dataDir, [owner.password, member.password]);
  await server.close();
  await place.close();
  expect(leaks, "secrets in the server's log").toEqual([]);
}
