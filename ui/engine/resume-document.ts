/**
 * The script of the resume document: what a screen of the door answers, with 401, to a browser without a valid cookie. It proves the
 * device key and loads the same address again; only when there is nothing to prove, or the door refuses, does it go to the sign-in screen.
 * No answer is not a refusal: then it says so, and tries again. Built by scripts/bundle.mjs into one small file, inlined under a nonce.
 */
import type { Problem } from "#protocol/api.ts";
import { themeKey } from "#ui/design/theme.ts";
import { proveDevice, type ResumeOutcome } from "./resume.ts";
import { signInUrl } from "./addresses.ts";
import { noteWhyEnded } from "./why-ended.ts";
import { wipeKept, wipeLastKnown } from "./wipe.ts";

/** Reloads that found no session again: the browser refuses our cookie. Two within ten seconds are enough to know. */
const reloads = { key: "latchkey-reloads", most: 2, withinMs: 10_000 };
const waitsSeconds = [5, 5, 10, 20, 30];

showChosenTheme();
void start(0);

/** Before the first paint, so that the way into a dark app is dark. */
function showChosenTheme(): void {
  try {
    const theme = localStorage.getItem(themeKey);
    if (theme) document.documentElement.dataset["theme"] = theme;
  } catch {
    // The system's theme, then.
  }
}

async function start(attempt: number): Promise<void> {
  const said = whySaidByDoor();
  const at = said?.code === "session_conflict" ? location.pathname : undefined;
  // The first time, what counts is when this very document was asked for.
  const outcome = await proveDevice(attempt === 0 ? performance.timeOrigin : Date.now(), at);
  if (outcome.kind === "unavailable") return waitAndRetry(outcome, attempt);
  if (outcome.kind === "resumed") {
    if (mayReload()) location.reload();
    else leave(said?.code === "session_conflict" ? said : { code: "cookie_refused" });
    return;
  }
  // A device that belongs to neither of the two has lost nothing.
  if (said?.code === "session_conflict") return leave(said);
  const why = outcome.kind === "refused" && (outcome.problem.reason || !said) ? outcome.problem : (said ?? { code: "no_session" });
  if (outcome.kind === "no_device") await wipeLastKnown();
  else if (outcome.problem.status === 401) await wipeKept();
  leave(why);
}

function leave(why: Pick<Problem, "code" | "reason" | "endedAt">): void {
  noteWhyEnded(why);
  location.replace(signInUrl(why.code === "session_conflict" ? location.pathname : undefined));
}

/** What the door knows of the cookies that came with this request. One that is over has been expired, so it will not know again. */
function whySaidByDoor(): Pick<Problem, "code" | "reason" | "endedAt"> | null {
  try {
    return JSON.parse(document.documentElement.dataset["why"] || "null") as Problem | null;
  } catch {
    return null;
  }
}

function mayReload(): boolean {
  try {
    const recent = (JSON.parse(sessionStorage.getItem(reloads.key) ?? "[]") as number[]).filter((at) => at > Date.now() - reloads.withinMs);
    sessionStorage.setItem(reloads.key, JSON.stringify([...recent, Date.now()]));
    return recent.length < reloads.most;
  } catch {
    // Without sessionStorage nothing can be counted, and a browser like that keeps no cookie either.
    return false;
  }
}

/** Says what is the matter and counts down; the network's return ends the wait. */
function waitAndRetry({ status, retryAfterSeconds }: Extract<ResumeOutcome, { kind: "unavailable" }>, attempt: number): void {
  const trouble = status === 0 ? "The door cannot be reached." : status === 429 ? "Too many attempts." : "The database is not answering.";
  let seconds = Math.max(retryAfterSeconds, waitsSeconds[Math.min(attempt, waitsSeconds.length - 1)] ?? 30);
  const line = document.querySelector("p");
  const show = () => {
    if (line) line.textContent = `${trouble} You are still signed in; trying again in ${seconds} s.`;
  };
  const retry = () => {
    clearInterval(ticking);
    removeEventListener("online", retry);
    void start(attempt + 1);
  };
  const ticking = setInterval(() => (--seconds > 0 ? show() : retry()), 1000);
  addEventListener("online", retry);
  show();
}
