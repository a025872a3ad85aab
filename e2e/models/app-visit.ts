/** A signed-in visitor with one guarded app open, for attacks on the wire. */
import { expect } from "@playwright/test";
import { startGuardedApp, type GuardedApp } from "../upstreams/guarded-app.ts";
import type { DoorServer } from "./door-server.ts";
import { owner, type Person } from "./people.ts";
import { createVisitor, type Visitor } from "./visitor.ts";

export interface AppVisit {
  app: GuardedApp;
  person: Visitor;
  /** Origin of the app. */
  origin: string;
  host: string;
  /** The Cookie header that opens it. */
  cookie: string;
}

/** Where a port or app of this machine opens. */
export function appOriginOf(door: DoorServer, app: number | string, user = owner.name): string {
  return `http://${app}--this-machine--${user}.apps.latchkey.localhost:${door.port}`;
}

export function visitorOf(door: DoorServer): Visitor {
  return createVisitor({ accessUrl: door.origin, portOf: () => door.port });
}

/** Starts an app, signs in and opens it. Who calls closes the app. */
export async function visitApp(door: DoorServer, person: Person = owner, app?: GuardedApp): Promise<AppVisit> {
  const visited = app ?? (await startGuardedApp());
  const visitor = visitorOf(door);
  await visitor.signIn(person);
  const origin = appOriginOf(door, visited.port);
  expect((await visitor.navigate(`${origin}/page`)).answer.status).toBe(200);
  return { app: visited, person: visitor, origin, host: new URL(origin).host, cookie: visitor.cookieHeader(`${origin}/`) };
}
