/**
 * Resume: this device proves its key and gets the cookie of its still valid session back. Used by the resume document, which is a few
 * kilobytes inside a 401 answer, and by the running app; so it imports as little as it can.
 */
import type { Problem } from "#protocol/api.ts";
import { findDevice, type DeviceRecord } from "./device-record.ts";
import { signChallenge } from "./device-key.ts";
import { headTooLarge, leaveForCookies } from "./too-large.ts";

export type ResumeOutcome =
  | { kind: "resumed" }
  /** This browser has no device key: only a sign-in helps. */
  | { kind: "no_device" }
  /** The door said no, and will say it again. */
  | { kind: "refused"; problem: Problem }
  /** Nothing was decided: no network (`status` 0), or a door that cannot answer now. */
  | { kind: "unavailable"; status: number; retryAfterSeconds: number };

/** A challenge lives 60 s; a proof refused after most of that may only have come too late (the phone froze us in between). */
const staleAfterMs = 45_000;
const waitForOthersMs = 5_000;
/** When any tab of this browser last resumed, ms since the epoch. */
export const resumedAtKey = "latchkey-resumed-at";

/**
 * Proves the device key. One tab at a time: the others find that it is done. `missedAt`: when the request was made that the door answered
 * with "not signed in", ms since the epoch. `at`: the path of that request, where cookies of two people were found on it. Never throws.
 */
export async function proveDevice(missedAt: number, at?: string): Promise<ResumeOutcome> {
  return alone(async () => {
    const resumedAt = Number(readLocal(resumedAtKey));
    // A time to come was written by a clock that has been set right since. Of two people, another tab has decided for its own path alone.
    if (at === undefined && resumedAt > missedAt && resumedAt <= Date.now()) return { kind: "resumed" };
    const device = await findDevice();
    if (!device) return { kind: "no_device" };
    const outcome = await prove(device, at);
    if (outcome.kind === "resumed") writeLocal(resumedAtKey, String(Date.now()));
    return outcome;
  });
}

async function prove(device: DeviceRecord, at?: string): Promise<ResumeOutcome> {
  const { deviceId, privateKey, origin } = device;
  for (let attempt = 0; ; attempt++) {
    const startedAt = Date.now();
    const asked = await post({ deviceId });
    if (asked.kind !== "answered") return asked;
    const { challenge } = asked.body as { challenge: string };
    const signature = await signChallenge(privateKey, { origin, deviceId, challenge }).catch(() => null);
    // A key that cannot sign any more (a profile moved to another machine) is no key.
    if (!signature) return { kind: "no_device" };
    const proved = await post({ deviceId, challenge, signature, ...(at !== undefined && { at }) });
    if (proved.kind === "answered") return { kind: "resumed" };
    const late = proved.kind === "refused" && proved.problem.code === "no_session" && Date.now() - startedAt > staleAfterMs;
    if (!late || attempt > 0) return proved;
  }
}

async function post(body: unknown): Promise<Exclude<ResumeOutcome, { kind: "resumed" }> | { kind: "answered"; body: unknown }> {
  try {
    const response = await fetch("/api/v1/session/resume", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { status } = response;
    if (status === headTooLarge) return await leaveForCookies(response.url);
    if (status === 429 || status >= 500)
      return { kind: "unavailable", status, retryAfterSeconds: Number(response.headers.get("retry-after")) || 0 };
    const answer = (await response.json()) as unknown;
    return response.ok ? { kind: "answered", body: answer } : { kind: "refused", problem: answer as Problem };
  } catch {
    return { kind: "unavailable", status: 0, retryAfterSeconds: 0 };
  }
}

/** Web Locks where they are. Without them, or behind a tab that was frozen with the lock, two tabs resume, which does no harm. */
async function alone(work: () => Promise<ResumeOutcome>): Promise<ResumeOutcome> {
  try {
    const signal = AbortSignal.timeout(waitForOthersMs);
    return await navigator.locks.request("latchkey-resume", { signal }, work);
  } catch {
    return work();
  }
}

function readLocal(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeLocal(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is switched off or full; it only spares a second resume.
  }
}
