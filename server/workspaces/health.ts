/** Whether apps are well: asked while somebody looks, at most every few seconds, and never waited for longer than a page can bear. */
import { connect } from "node:net";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { Health } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import type { AppPlace } from "./app-url.ts";
import { lookupLoopback } from "./loopback.ts";

export interface HealthWatch {
  /** What is known of each app now, by slug; those not asked lately are asked, and waited for a moment. */
  look(apps: readonly Asked[]): Promise<ReadonlyMap<string, Health>>;
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
  const ask = (app: Asked): Promise<void> | null => {
    const asked = JSON.stringify([app.place, app.healthPath, app.tlsVerify]);
    const before = known.get(app.slug);
    const isSame = before?.asked === asked;
    if (isSame && (before.asking || clock() - before.askedAt < askEveryMs)) return before.asking;
    const entry = { health: isSame ? before.health : ("unknown" as Health), askedAt: clock(), asked, asking: null as Promise<void> | null };
    entry.asking = isWell(app).then((well) => {
      entry.health = well ? "healthy" : "unhealthy";
      entry.asking = null;
    });
    known.set(app.slug, entry);
    return entry.asking;
  };
  return {
    async look(apps) {
      const asking = apps.map(ask).filter((each) => each !== null);
      if (asking.length > 0) await Promise.race([Promise.all(asking), sleep(patienceMs, undefined, { ref: false })]);
      for (const slug of known.keys()) if (!apps.some((app) => app.slug === slug)) known.delete(slug);
      return new Map(apps.map(({ slug }) => [slug, known.get(slug)?.health ?? "unknown"]));
    },
  };
}

/** Never throws. An app that asks to sign in is well; one that says 404 or 500 where it was told to be is not. */
function isWell({ place, healthPath, tlsVerify }: Asked): Promise<boolean> {
  const { host, port, tls } = place;
  return new Promise((resolve) => {
    if (healthPath === null) {
      const socket = connect({ host, port, lookup: lookupLoopback, timeout: answerWithinMs });
      const say = (well: boolean) => () => {
        socket.destroy();
        resolve(well);
      };
      socket.once("connect", say(true)).once("error", say(false)).once("timeout", say(false));
      return;
    }
    const asked = (tls ? httpsRequest : httpRequest)(
      { host, port, path: healthPath, lookup: lookupLoopback, timeout: answerWithinMs, agent: false, rejectUnauthorized: tlsVerify },
      ({ statusCode = 500 }) => {
        asked.destroy();
        resolve(statusCode < 400 || statusCode === 401 || statusCode === 403);
      },
    );
    const fail = () => {
      asked.destroy();
      resolve(false);
    };
    asked.once("error", fail).once("timeout", fail).end();
  });
}
