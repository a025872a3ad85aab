/** Whether apps are well: asked while somebody looks, at most every few seconds, and never waited for longer than a page can bear. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { Health } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import type { AppPlace } from "./app-url.ts";
import type { Reach } from "./reach.ts";

export interface HealthWatch {
  /** What is known of each app now, by slug; those not asked lately are asked, and waited for a moment. `reach`: null while it is offline. */
  look(apps: readonly Asked[], reach: Reach | null): Promise<ReadonlyMap<string, Health>>;
}

export interface Asked {
  slug: string;
  place: AppPlace;
  /** Null: an app that takes a connection is well. */
  healthPath: string | null;
  tlsVerify: boolean;
}

const askEveryMs = 5_000;
const answerWithinMs = 3_000;

/** `patienceMs`: how long an answer of the list may wait for apps that were not asked lately. */
export function createHealthWatch({ clock, patienceMs = 150 }: { clock: Clock; patienceMs?: number }): HealthWatch {
  const known = new Map<string, { health: Health; askedAt: number; asked: string; asking: Promise<void> | null }>();
  const ask = (app: Asked, reach: Reach): Promise<void> | null => {
    const asked = JSON.stringify([app.place, app.healthPath, app.tlsVerify]);
    const before = known.get(app.slug);
    const isSame = before?.asked === asked;
    if (isSame && (before.asking || clock() - before.askedAt < askEveryMs)) return before.asking;
    const entry = { health: isSame ? before.health : ("unknown" as Health), askedAt: clock(), asked, asking: null as Promise<void> | null };
    entry.asking = isWell(app, reach).then((well) => {
      entry.health = well ? "healthy" : "unhealthy";
      entry.asking = null;
    });
    known.set(app.slug, entry);
    return entry.asking;
  };
  return {
    async look(apps, reach) {
      if (!reach) return new Map();
      const asking = apps.map((app) => ask(app, reach)).filter((each) => each !== null);
      if (asking.length > 0) await Promise.race([Promise.all(asking), sleep(patienceMs, undefined, { ref: false })]);
      for (const slug of known.keys()) if (!apps.some((app) => app.slug === slug)) known.delete(slug);
      return new Map(apps.map(({ slug }) => [slug, known.get(slug)?.health ?? "unknown"]));
    },
  };
}

/** Never throws. An app that asks to sign in is well; one that says 404 or 500 where it was told to be is not. */
async function isWell(app: Asked, reach: Reach): Promise<boolean> {
  const waiting = new AbortController();
  const late = sleep(answerWithinMs, false, { ref: false, signal: waiting.signal }).catch(() => false);
  try {
    return await Promise.race([app.healthPath === null ? takesConnections(app, reach) : answers(app, app.healthPath, reach), late]);
  } catch {
    return false; // the reach itself refuses: the machine has just gone
  } finally {
    waiting.abort();
  }
}

function takesConnections({ place: { host, port } }: Asked, reach: Reach): Promise<boolean> {
  const socket = reach.open({ host, port, tls: null });
  return new Promise((resolve) => {
    const say = (well: boolean) => () => {
      resolve(well);
      socket.destroy();
    };
    socket.once("connect", say(true)).once("error", say(false)).once("close", say(false));
  });
}

function answers({ place: { host, port, tls }, tlsVerify }: Asked, path: string, reach: Reach): Promise<boolean> {
  const createConnection = () => reach.open({ host, port, tls: tls ? { verify: tlsVerify } : null });
  return new Promise((resolve) => {
    const asked = (tls ? httpsRequest : httpRequest)({ host, port, path, createConnection, timeout: answerWithinMs }, (answer) => {
      const { statusCode = 500 } = answer;
      asked.destroy();
      resolve(statusCode < 400 || statusCode === 401 || statusCode === 403);
    });
    const fail = () => {
      asked.destroy();
      resolve(false);
    };
    asked.once("error", fail).once("timeout", fail).end();
  });
}
