import type { Problem } from "#protocol/api.ts";
import { type Answer, type Call, dial, explainDialError } from "../dial.ts";
import { upperFirst } from "../door.ts";

/** An answer; or status 0 and, in one sentence, why there is none. */
export interface Probed extends Answer {
  why: string;
}

export async function probe(url: URL, call: Call = {}): Promise<Probed> {
  try {
    return { ...(await dial(url, { timeoutMs: 5000, ...call })), why: "" };
  } catch (error) {
    return { status: 0, headers: {}, body: "", why: upperFirst(explainDialError(error, url)) };
  }
}

/** The `code` of a problem document of ours; null for everything else. */
export function problemCode(answer: Answer): string | null {
  try {
    return (JSON.parse(answer.body) as Partial<Problem>).code ?? null;
  } catch {
    return null;
  }
}

/** Name of the session cookie that these settings make. */
export function sessionCookieName({ secureCookies, cookieSuffix }: { secureCookies: boolean; cookieSuffix: string }): string {
  return `${secureCookies ? "__Host-" : ""}latchkey_session-${cookieSuffix}`;
}
