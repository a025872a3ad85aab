/**
 * What the primary and a regional proxy say to each other. The proxy asks by POST of JSON below `proxyPath`, with its token as bearer, and keeps
 * one WebSocket on which the primary tells it of endings and changes. Nothing here depends on the proxy's clock.
 */
import { z } from "zod";

export const proxyPath = "/api/v1/proxy";
export const proxyStreamPath = `${proxyPath}/stream`;

/** Spoken by both ends; a proxy of another number is told to upgrade. */
export const proxyVersion = 2;
export const proxyVersionHeader = "latchkey-proxy-version";

/** Close codes of the stream (4000–4999 are the application's, RFC 6455 §7.4.2). */
export const proxyCloseCodes = {
  /** The token was exchanged, or the proxy deleted. */
  tokenEnded: 4001,
  /** What it says of itself cannot be: the reason says what. */
  refused: 4002,
  /** The primary restarts: dial again at once. */
  restarting: 1012,
} as const;

/** The proxy pings that often; a stream that stays silent for `streamSilentMs` is down, and what it would have told is asked for. */
export const streamPingEveryMs = 1_000;
export const streamSilentMs = 2_000;

/** How long a yes or no may be believed while the stream is up. */
export const believeMs = 10_000;

/** The first message of a proxy: what it is. */
export const registration = z.object({
  /** Its access URL's origin. */
  url: z.string().max(300),
  /** Of its app hosts, lower case, port included. */
  wildcard: z.string().max(300),
  version: z.string().max(60),
  /** Of the process, made at its start: several may be one proxy. */
  replicaId: z.string().max(60),
});
export type Registration = z.infer<typeof registration>;

/** The answer to it, and then the news. Times are ms since the epoch by the primary's clock. */
export type Said =
  | { type: "welcome"; accessUrl: string; version: string; now: number; buildId: string }
  /** `hasGap`: there may have been more, of which nothing was heard. */
  | { type: "news"; endedKeyIds: string[]; changedUserIds: string[]; changedWorkspaceIds: string[]; hasGap?: true };

const text = z.string().max(4_096);

/** Who is calling an app host, and what they may open: asked at most every `believeMs` for one person and app. */
export const question = z.object({
  host: z.string().max(300),
  /** The label of the host, taken apart. */
  address: z.union([
    z.object({ kind: z.literal("port"), port: z.number(), tls: z.boolean(), workspace: text, user: text }),
    z.object({ kind: z.literal("app"), slug: text, workspace: text, user: text }),
  ]),
  /** The app cookies of any gateway, as the browser sent them, and nothing else of its Cookie header. */
  cookieHeader: z.string().max(65_536),
  /** Of the request, without its query. A proxy of before does not say it. */
  path: z.string().max(2_000).default("/"),
  /** A poll, which is no use of a session. */
  passive: z.boolean(),
});
export type Question = z.infer<typeof question>;

export type FoundFar =
  | { kind: "sign_in" | "not_found" | "offline" }
  | {
      kind: "open";
      workspaceId: string;
      ownerId: string;
      host: string;
      port: number;
      tls: { verify: boolean } | null;
      cors: "allow" | "passthrough";
      /** A primary from before there was a choice says nothing: `strip`. */
      identity?: "strip" | "passthrough";
    };

export interface DecisionFar {
  /** The keys it hangs on, the app session's first; empty for nobody. */
  keyIds: string[];
  userId: string | null;
  losers: number;
  ended: boolean;
  /** Why the cookies that came are nobody's. A primary of before does not say it. */
  doubt?: "two_people" | "too_many" | null;
  found: FoundFar;
  /** Set-Cookies for this one answer. */
  set: string[];
  /** How long this may be believed, ms: less than `believeMs` when something runs out before. */
  believeMs: number;
}

/** The last step of a hand-over. `cookieHeader`: of the names that hand-overs use, and app cookies. */
export const redemption = z.object({
  code: z.string().max(4_096),
  host: z.string().max(300),
  nonce: z.string().max(300),
  state: z.string().max(300),
  cookieHeader: z.string().max(65_536),
  /** To which the browser goes on. A proxy of before does not say it. */
  path: z.string().max(2_000).default("/"),
  ip: z.string().max(100),
  userAgent: z.string().max(1_000),
});
export type Redemption = z.infer<typeof redemption>;
/** Null when the code is worth nothing. */
export interface Redeemed {
  set: string[] | null;
}

/** Which machine has shown this ticket (tunnel.ts). */
export const agentQuestion = z.object({ ticket: text });
export interface AgentAnswer {
  workspaceId: string;
  tokenId: string;
}

/** A browser has brought a ticket for a terminal. `terminal`: the id that it asked for. */
export const ticketQuestion = z.object({ ticket: text, terminal: z.string().max(200) });
export type TicketAnswer =
  | {
      kind: "open";
      workspaceId: string;
      /** The machine's own id for it. */
      terminal: string;
      /** The keys it hangs on. */
      keyIds: string[];
      /** Shown with every later question about this viewer: worth something to this proxy alone. */
      pass: string;
    }
  /** `forbidden`: the ticket is worth nothing here, or the key behind it. The others are as at the door. */
  | { kind: "refused"; code: "forbidden" | "not_found" | "password_needed" };

/** Whether a viewer may still look; and, as a question of its own, that the person has typed. */
export const passQuestion = z.object({ pass: text });
export interface PassAnswer {
  /** `gone`: the session lives, the terminal is this person's no more. */
  state: "open" | "gone" | "ended";
  /** Why the session ended: code and end reason, with a colon between. Empty otherwise. */
  reason: string;
  /** As of a decision. */
  believeMs: number;
}
