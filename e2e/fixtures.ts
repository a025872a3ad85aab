/**
 * What every journey starts from: a door that really runs, its owner set up over the API, browser profiles on disk. Everything that a
 * test opened is ended after it, by its own process id, whether it passed or not; and a door that wrote a secret to its log fails the test.
 */
import type { RequestListener } from "node:http";
import { test as base, expect } from "@playwright/test";
import { visitApp, type AppVisit } from "./models/app-visit.ts";
import { createBrowserProfile, type BrowserProfile, type ProfileOptions } from "./models/browser-profile.ts";
import { createDoorServer, type DoorOptions, type DoorServer } from "./models/door-server.ts";
import type { HttpClient } from "./models/http-client.ts";
import { printLogOfFailure } from "./models/last-words.ts";
import { findSecretsInLog } from "./models/log-secrets.ts";
import { member, owner, type Person } from "./models/people.ts";
import { startApp, type App } from "./upstreams/app.ts";

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
  /** Starts an app on this machine; without `handle` it says hello. */
  openApp(handle?: RequestListener): Promise<App>;
  /** The owner of the shared door with a guarded app open; what that app saw of ours fails the test. */
  visit: AppVisit;
}

interface WorkerFixtures {
  /** A door for tests that neither stop it nor count what others do to it. */
  sharedDoor: DoorServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  startDoor: async ({}, use, info) => {
    const doors: DoorServer[] = [];
    await use(async (options = {}) => {
      const door = await createDoorServer(options);
      doors.push(door);
      await door.start();
      if (options.setUp !== false) await setUpOwner(door);
      return door;
    });
    for (const door of doors) printLogOfFailure(info, door.origin, door.log());
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
  openApp: async ({}, use) => {
    const apps: App[] = [];
    await use(async (handle = greet) => {
      const app = await startApp(handle);
      apps.push(app);
      return app;
    });
    await Promise.all(apps.map((app) => app.close()));
  },
  visit: async ({ sharedDoor }, use) => {
    const visit = await visitApp(sharedDoor);
    await use(visit);
    await visit.app.close();
    expect(visit.app.offences, "what the app saw of ours").toEqual([]);
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

const greet: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>app</title><h1>hello from the app</h1>");
};

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
