/** A door as the command line talks to it: its API, with a token. */
import { environment, isLoopbackHost, refuseUnknownVariables } from "#server/config.ts";
import type { Problem } from "#protocol/api.ts";
import { version } from "#package.json";
import { CommandError } from "./command-error.ts";
import { openCredentials, type Credentials } from "./credentials.ts";
import { type Answer, dial, explainDialError } from "./dial.ts";
import type { Flag } from "./flags.ts";
import { plain } from "./table.ts";

/** Of every command that talks to a door. */
export const urlFlag: Flag = { name: "url", value: "url", help: "the door's access URL [LATCHKEY_URL, else where you signed in last]" };

export interface Door {
  readonly origin: string;
  /** Calls `/api/v1<path>`. Throws CommandError for every answer but 2xx. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** The door to talk to and the token for it: of LATCHKEY_TOKEN, else of `latchkey login`. Throws CommandError when either is missing. */
export function requireDoor(givenUrl: string | undefined): Door & { credentials: Credentials; tokenFrom: "variable" | "login" } {
  const env = environment();
  refuseUnknownVariables(env);
  const credentials = openCredentials(env);
  const origin = requireOrigin(givenUrl ?? env.LATCHKEY_URL ?? credentials.current ?? undefined);
  const token = env.LATCHKEY_TOKEN ?? credentials.find(origin)?.token;
  if (token === undefined) throw new CommandError(`Not signed in at ${origin}. Run: latchkey login --url ${origin}`);
  if (!/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}$/.test(token))
    throw new CommandError("LATCHKEY_TOKEN is not a token; one looks like lk_<id>_<secret>.", 2);
  const call = async <T>(method: string, path: string, body?: unknown) =>
    requireJson<T>(await callApi(origin, { method, path, body, headers: { authorization: `Bearer ${token}` } }), origin);
  return { origin, call, credentials, tokenFrom: env.LATCHKEY_TOKEN === undefined ? "login" : "variable" };
}

/** What stands before the port or path of an address without a scheme. */
function hostOf(address: string): string {
  const end = address.includes(":") ? address.lastIndexOf(":") : address.indexOf("/");
  return end < 0 ? address : address.slice(0, end);
}

/** The origin of a URL as a person writes it; `door.example.com` is https, `localhost` and addresses of this machine http. Throws CommandError. */
export function requireOrigin(text: string | undefined): string {
  if (text === undefined) throw new CommandError("Which door? Give --url, such as --url http://latchkey.localhost:3000.", 2);
  const bare = text.trim();
  const scheme = /^[a-z]+:\/\//i.test(bare) ? "" : isLoopbackHost(hostOf(bare)) ? "http://" : "https://";
  const url = URL.canParse(scheme + bare) ? new URL(scheme + bare) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new CommandError("--url is not a door's URL; give one such as https://door.example.com.", 2);
  }
  return url.origin;
}

/** One request to the API, Origin included, as a page of the door would send it. Throws CommandError when there is no answer. */
export async function callApi(
  origin: string,
  { method, path, body, headers = {} }: { method: string; path: string; body?: unknown; headers?: Readonly<Record<string, string>> },
): Promise<Answer> {
  const url = new URL(`/api/v1${path}`, origin);
  const content = body === undefined ? undefined : JSON.stringify(body);
  const json: Record<string, string> =
    content === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(content)) };
  const agent = { "user-agent": `latchkey/${version} (${process.platform}; ${process.arch})` };
  try {
    return await dial(url, { method, body: content, headers: { accept: "application/json", origin, ...agent, ...json, ...headers } });
  } catch (error) {
    throw new CommandError(upperFirst(explainDialError(error, url)));
  }
}

/** The JSON of a good answer (undefined for 204). Throws CommandError with what the door says. */
export function requireJson<T>({ status, body }: Answer, origin: string): T {
  const parsed = parseJson(body);
  if (status >= 200 && status < 300 && (status === 204 || parsed !== undefined)) return parsed as T;
  const problem = isProblem(parsed) ? parsed : null;
  if (!problem)
    throw new CommandError(`${origin} answered ${status}, and not as a Latchkey door does; check the URL, or a proxy before it.`);
  const text = plain(problem.detail ?? problem.title);
  if (status === 401 && problem.code !== "invalid_credentials")
    throw new CommandError(`${text} Run: latchkey login --url ${origin}`, 1, status);
  if (status === 421) throw new CommandError(`${text} It is known by another name; give its access URL.`, 1, status);
  const wait = problem.retryAfterSeconds === undefined ? "" : ` Try again in ${Math.ceil(problem.retryAfterSeconds)} s.`;
  throw new CommandError(`${text}${wait}`, 1, status);
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "title" in value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
