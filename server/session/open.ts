/** The session room: its parts, built in order and closed in reverse. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store.ts";
import { createAgentTokens, type AgentTokens } from "./agent-tokens.ts";
import { createAppSessions, type AppSessions } from "./app-sessions.ts";
import { createAuthenticate, createAuthenticateKept } from "./authenticate.ts";
import { createCheck, createCheckKept } from "./check.ts";
import { createSessionCookie } from "./cookie.ts";
import { createHandOverCodes, type HandOverCodes } from "./hand-over-codes.ts";
import { createLimits, type Limits } from "./limits.ts";
import { openNews, type News } from "./news.ts";
import { createPeople, type People } from "./people.ts";
import { openPurge } from "./purge.ts";
import { createRenew } from "./renew.ts";
import { createResume, type Resume } from "./resume.ts";
import { createSealer } from "./seal.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createVerifier } from "./verify.ts";

export interface SessionRoom {
  sessions: Sessions;
  /** Of the door's own wildcard; null without one. */
  appSessions: AppSessions | null;
  /** Of any wildcard; of the scope that is configured, unless another is given. */
  openAppSessions(gateway: { wildcard: string; secureCookies: boolean; scope?: "host" }): AppSessions;
  handOverCodes: HandOverCodes;
  agentTokens: AgentTokens;
  people: People;
  limits: Limits;
  resume: Resume;
  news: News;
  close(): Promise<void>;
}

/** `origins`: every origin this door answers at, the access URL's first. */
export async function openSessionRoom(parts: {
  config: Config;
  store: Store;
  clock: Clock;
  log: Log;
  origins: readonly string[];
}): Promise<SessionRoom> {
  const { config, store, clock, log, origins } = parts;
  const news = await openNews({ store, clock, log });
  const verifier = createVerifier({ store, clock });
  const stopListening = news.listen(({ endedKeyIds, changedUserIds }) => {
    for (const id of endedKeyIds) verifier.forget(id);
    for (const id of changedUserIds) verifier.forgetUser(id);
  });
  const cookie = createSessionCookie(config);
  const sealer = createSealer(config.sessionSecrets);
  const authenticate = createAuthenticate(createCheck({ cookie, sealer, verifier }));
  const authenticateKept = createAuthenticateKept(createCheckKept(verifier));
  const renew = createRenew({ store, clock, cookie, sealer, verifier, refreshDisabled: config.refreshDisabled });
  const sessions = createSessions({ config, store, clock, news, cookie, sealer, authenticate, authenticateKept, renew });
  const openAppSessions: SessionRoom["openAppSessions"] = ({ wildcard, secureCookies, scope = config.appCookieScope }) =>
    createAppSessions({
      ...{ wildcard, secureCookies, scope, refreshDisabled: config.refreshDisabled },
      ...{ store, clock, sealer, verifier },
    });
  const { wildcard, secureCookies } = config;
  const appSessions = wildcard === null ? null : openAppSessions({ wildcard, secureCookies });
  const handOverCodes = createHandOverCodes({ store, clock, secrets: config.sessionSecrets });
  const limits = createLimits({ store, clock });
  const people = createPeople({ store, clock, news, limits });
  const resume = createResume({ store, clock, origins, secrets: config.sessionSecrets, forget: verifier.forget });
  const purge = openPurge({ store, clock, log });
  return {
    sessions,
    appSessions,
    openAppSessions,
    handOverCodes,
    agentTokens: createAgentTokens({ store, clock, news }),
    people,
    limits,
    resume,
    news,
    async close() {
      purge.close();
      stopListening();
      await news.close();
    },
  };
}
