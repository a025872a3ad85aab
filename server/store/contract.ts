/** What every store does, whatever database is under it. Run by sqlite.test.ts and postgresql.test.ts. */
import { afterAll, beforeAll, describe } from "vitest";
import { createLog } from "#server/log.ts";
import type { Store } from "#server/store.ts";
import { activityCases } from "./contract/activity.ts";
import { appCases } from "./contract/apps.ts";
import { concurrencyCases } from "./contract/concurrency.ts";
import { deviceCases } from "./contract/devices.ts";
import { endingCases } from "./contract/ending.ts";
import { gatewayCases } from "./contract/gateways.ts";
import { keyCases } from "./contract/keys.ts";
import { limitCases } from "./contract/limits.ts";
import { peopleCases } from "./contract/people.ts";
import { purgeCases } from "./contract/purge.ts";
import { workspaceCases } from "./contract/workspaces.ts";
import { openStore } from "./open.ts";

/** Two stores on one database, as two processes have them. */
export interface Pair {
  readonly store: Store;
  readonly other: Store;
}

export interface ContractBench {
  /** The pair that the cases share; each makes people of its own in it. */
  pair(): Pair;
  /** A pair on a database with nobody in it. Closed after the suite. */
  emptyPair(): Promise<Pair>;
}

/** `createDatabase` makes an empty database and returns its URL. */
export function storeContract(createDatabase: () => Promise<string>): void {
  describe("every store", () => {
    const opened: Store[] = [];
    let shared: Pair | undefined;

    async function emptyPair(): Promise<Pair> {
      const databaseUrl = await createDatabase();
      const stores = [await openQuietly(databaseUrl), await openQuietly(databaseUrl)] as const;
      opened.push(...stores);
      return { store: stores[0], other: stores[1] };
    }
    beforeAll(async () => {
      shared = await emptyPair();
    });
    afterAll(async () => {
      await Promise.all(opened.map((store) => store.close()));
    });
    const bench: ContractBench = {
      emptyPair,
      pair() {
        if (shared === undefined) throw new Error("The pair is opened before the cases run.");
        return shared;
      },
    };
    for (const cases of [
      peopleCases,
      keyCases,
      endingCases,
      deviceCases,
      appCases,
      workspaceCases,
      activityCases,
      gatewayCases,
      limitCases,
      purgeCases,
      concurrencyCases,
    ])
      cases(bench);
  });
}

/** A store whose log goes nowhere, and which a slow machine does not make give up. */
export function openQuietly(databaseUrl: string, deadlineMs = 60_000): Promise<Store> {
  return openStore({ databaseUrl, log: createLog(() => undefined), deadlineMs });
}
