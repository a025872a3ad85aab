/** What the session doctor makes of what it found: rows, one sentence, and a text for a bug report that holds no secret and no name. */
import type { SessionView } from "#protocol/api.ts";

export interface DoctorFacts {
  /** Milliseconds since the epoch. */
  now: number;
  /** Null when the door was not reached and nothing is known from before. */
  session: SessionView | null;
  connection: "online" | "offline" | "unavailable";
  isInstalled: boolean;
  hasCrypto: boolean;
  /** Whether IndexedDB takes what it is given: not in some private windows. */
  hasDatabase: boolean;
  /** Id of the device this browser holds a key for. */
  deviceId: string | null;
  /** Null where the browser cannot tell. */
  isPersisted: boolean | null;
  /** Bytes this browser grants; little is a sign of a private window. */
  quotaBytes: number | null;
  worker: { state: string; buildId: string | null; isUpdateWaiting: boolean } | null;
  buildId: string | null;
  userAgent: string;
}

export type RowState = "good" | "warn" | "bad" | "plain";

export interface DoctorReport {
  rows: { label: string; value: string; state: RowState }[];
  verdict: string;
  /** Nothing stands in the way of staying signed in. */
  isWell: boolean;
  /** For a bug report: times in UTC, no names, no addresses, no secrets. */
  text: string;
}

type Say = (text: string) => string;
type Row = [label: string, value: string, state: RowState];

const asItIs: Say = (text) => text;
/** Times and versions for a bug report. */
const inFull = [asItIs, asItIs] as const;

/** Private windows of all engines are granted far less than this. */
const smallQuotaBytes = 300_000_000;

export function buildReport(facts: DoctorFacts): DoctorReport {
  const verdict = judge(facts, sayLocal);
  const rows = describe(facts, sayLocal, sayShortVersion).map(([label, value, state]) => ({ label, value, state }));
  const lines = describe(facts, ...inFull).map(([label, value, state]) => `${label}: ${value}${state === "plain" ? "" : ` (${state})`}`);
  const text = [
    "Latchkey session doctor",
    judge(facts, inFull[0]),
    "",
    ...lines,
    `Browser: ${facts.userAgent}`,
    `Time: ${new Date(facts.now).toISOString()}`,
  ];
  return { rows, verdict, isWell: isWell(facts), text: text.join("\n") };
}

function describe(facts: DoctorFacts, say: Say, sayVersion: Say): Row[] {
  const { session, worker } = facts;
  return [
    ["Opened as", facts.isInstalled ? "Installed app" : "Browser tab", "plain"],
    [
      "Door",
      { online: "Answers", offline: "Cannot be reached", unavailable: "Its database is not answering" }[facts.connection],
      facts.connection === "online" ? "good" : "warn",
    ],
    describeCookie(facts, say),
    ["Session", session ? `Until ${say(session.key.expiresAt)}, longer with use` : "Not known", session ? "good" : "warn"],
    describeDeviceKey(facts),
    ["Last resume", session?.device?.lastResumedAt ? say(session.device.lastResumedAt) : "Never needed", "plain"],
    describeStorage(facts),
    worker
      ? [
          "Service worker",
          `${worker.state === "activated" ? "Running" : "Starting"}, version ${sayVersion(worker.buildId ?? "unknown")}${worker.isUpdateWaiting ? ", an update waits" : ""}`,
          worker.state === "activated" ? "good" : "warn",
        ]
      : ["Service worker", "None: no start without network", "warn"],
    ["Page version", sayVersion(facts.buildId ?? "development"), "plain"],
  ];
}

function describeCookie({ session, now }: DoctorFacts, say: Say): Row {
  if (!session) return ["Cookie", "Not known", "warn"];
  const { cookieExpiresAt } = session;
  if (!cookieExpiresAt) return ["Cookie", "None", "bad"];
  return Date.parse(cookieExpiresAt) > now ? ["Cookie", `Present until ${say(cookieExpiresAt)}`, "good"] : ["Cookie", "Over", "bad"];
}

function describeDeviceKey(facts: DoctorFacts): Row {
  const { deviceId, session } = facts;
  if (!deviceId) return ["Device key", whyNoKey(facts) ?? "None in this browser", "warn"];
  if (session && session.key.deviceId !== deviceId) return ["Device key", "Present, but of another session", "warn"];
  return ["Device key", session ? "Present, and the door knows it" : "Present", "good"];
}

function describeStorage({ isPersisted, quotaBytes, hasDatabase }: DoctorFacts): Row {
  if (!hasDatabase) return ["Storage", "Refused by this browser", "bad"];
  const hint =
    quotaBytes !== null && quotaBytes < smallQuotaBytes ? ", and little of it: a private window forgets everything when it closes" : "";
  if (isPersisted === null) return ["Storage", `Kept as long as the browser likes${hint}`, "plain"];
  return isPersisted
    ? ["Storage", `Lasting${hint}`, "good"]
    : ["Storage", `Kept as long as there is space${hint}`, hint ? "warn" : "plain"];
}

/** Why this browser cannot have a device key; null when it could. */
function whyNoKey({ hasCrypto, hasDatabase }: DoctorFacts): string | null {
  if (!hasCrypto) return "Not possible without https";
  return hasDatabase ? null : "Not possible: this browser keeps nothing (a private window?)";
}

function isWell({ session, deviceId, connection }: DoctorFacts): boolean {
  return connection === "online" && deviceId !== null && session?.key.deviceId === deviceId && session.cookieExpiresAt !== null;
}

function judge(facts: DoctorFacts, say: Say): string {
  const { session, deviceId } = facts;
  if (!session) return "The door cannot be reached, and nothing is known from before.";
  const until = say(session.key.expiresAt);
  if (!deviceId) {
    const why = whyNoKey(facts);
    if (why)
      return `This browser stays signed in by its cookie alone, until ${until}: a kill within half a minute of signing in would lose it.`;
    return "This browser has no device key: sign out and in again to get one. Until then its cookie alone keeps it signed in.";
  }
  if (session.key.deviceId !== deviceId) return "The device key here is of another session: sign out and in again to set it right.";
  if (!session.cookieExpiresAt) return "This browser does not keep the door's cookie: each start has to resume with the device key.";
  if (facts.connection !== "online") return `The door cannot be reached. When it can, this device is still signed in, until ${until}.`;
  return `All is well: this device stays signed in until ${until}, and longer with each use, whatever closes the app.`;
}

function sayLocal(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** Builds are named by a hash: on a screen its beginning is enough to tell two apart. */
function sayShortVersion(version: string): string {
  return /^[0-9a-f]{16,}$/.test(version) ? version.slice(0, 7) : version;
}
