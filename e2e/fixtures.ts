/**
 * What every journey starts from: a door that really runs, its owner set up over the API, browser profiles on disk. Everything that a
 * test opened is ended after it, by its own process id, whether it passed or not; and a door that wrote a secret to its log fails the test.
 */
import { test as base, expect } from "@playwright/test";
import { createBrowserProfile, type BrowserProfile, type ProfileOptions } from "./models/browser-profile.ts";
import { createDoorServer, type DoorOptions, type DoorServer } from "./models/door-server.ts";
import type { HttpClient } from "./models/http-client.ts";
import { findSecretsInLog } from "./models/log-secrets.ts";
import { member, owner, type Person } from "./models/people.ts";

export interface StartOptions extends DoorOptions {
  /** False leaves the door as on its first start, without an owner. */
  setUp?: boolean;
}

interface TestFixtures {
  /** Starts a door of the test's own. */
  startDoor(options?: StartOptions): Promise<DoorServer>;
  /** A door of the test's own with an owner and nothing unusual. */
  door: DoorServer;
  /** Launches a browser profile of the test's own. */
  openProfile(options?: ProfileOptions): Promise<BrowserProfile>;
}

interface WorkerFixtures {
  /** A door for tests that neither stop it nor count what others do to it. */
  sharedDoor: DoorServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  startDoor: async ({}, use) => {
    const doors: DoorServer[] = [];
    await use(async (options = {}) => {
      const door = await createDoorServer(options);
      doors.push(door);
      await door.start();
      if (options.setUp !== false) await setUpOwner(door);
      return door;
    });
    const leaks = doors.flatMap((door) => findSecretsInLog(door.log(), door.dataDir, [owner.password, member.password]));
    await Promise.all(doors.map((door) => door.close()));
    expect(leaks, "secrets in the server's log").toEqual([]);
  },
  door: async ({ startDoor }, use) => {
    await use(await startDoor());
  },
  openProfile: async ({}, use) => {
    const profiles: BrowserProfile[] = [];
    await use(async (options) => {
      const profile = createBrowserProfile(options);
      profiles.push(profile);
      await profile.launch();
      return profile;
    });
    await Promise.all(profiles.map((profile) => profile.dispose()));
  },
  sharedDoor: [
    async ({}, use) => {
      const door = await createDoorServer();
      try {
        await door.start();
        await setUpOwner(door);
        await use(door);
        expect(findSecretsInLog(door.log(), door.dataDir, [owner.password, member.password]), "secrets in the server's log").toEqual([]);
      } finally {
        await door.close();
      }
    },
    { scope: "worker" },
  ],
});

export { expect };

/** Signs a program in over the API: its jar then holds the session cookie. */
export async function signInClient(door: DoorServer, person: Person = owner, client = door.client()): Promise<HttpClient> {
  const answer = await client.post("/api/v1/session", { email: person.email, password: person.password });
  expect(answer.status, answer.text).toBe(201);
  return client;
}

/** Adds a person with the command line, as an administrator does. */
export async function createPerson(door: DoorServer, person: Person): Promise<void> {
  const args = ["users", "create", "--email", person.email, "--name", person.name, "--password-stdin"];
  const result = await door.latchkey(args, `${person.password}\n`);
  expect(result.exitCode, result.stderr).toBe(0);
}

/** Sets the owner up and ends the session that this made, so that a test counts its own devices only. */
export async function setUpOwner(door: DoorServer): Promise<void> {
  const client = door.client();
  const answer = await client.post("/api/v1/setup", owner);
  expect(answer.status, answer.text).toBe(201);
  expect((await client.delete("/api/v1/session")).status).toBe(204);
}
