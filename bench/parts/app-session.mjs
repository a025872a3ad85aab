// @ts-check
/** The way a browser takes to an app: to the app host, to the door, and back with a cookie for the app's. */
import { ask } from "./door.mjs";

/**
 * @param {{port: number, origin: string}} door
 * @param {string} cookie the Cookie header of who is signed in at the door
 * @param {{name: string, appPort: number, machine?: string, through?: {port: number, apps: string}}} app `name`: the owner's; `machine`: the
 *   door's own by default; `through`: another gateway than the door, and what its app hosts end with
 * @returns {Promise<import("./raw-connection.mjs").Target>}
 */
export async function openAppSession({ port, origin }, cookie, { name, appPort, machine = "this-machine", through }) {
  const doorHost = new URL(origin).host;
  const gateway = through ?? { port, apps: `apps.${doorHost}` };
  const host = `${appPort}--${machine}--${name}.${gateway.apps}`;
  const document = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const first = await ask({ port: gateway.port, path: "/", host, headers: document });
  const authorize = requireRedirect(first);
  const handed = await ask({ port, path: authorize.pathname + authorize.search, host: doorHost, headers: { ...document, cookie } });
  const back = requireRedirect(handed);
  // The nonce of the app host, and what the door set over the domain that both share.
  const proof = [...first.cookies, ...handed.cookies].map(nameAndValue).join("; ");
  const last = await ask({ port: gateway.port, path: back.pathname + back.search, host, headers: { ...document, cookie: proof } });
  const appCookie = last.cookies.map(nameAndValue).find((each) => each.includes("latchkey_app_session-") && !each.endsWith("="));
  if (!appCookie) throw new Error(`The hand-over to ${host} gave no cookie: ${last.status} ${last.body.slice(0, 200)}`);
  return { port: gateway.port, path: "", headers: { host, cookie: appCookie } };
}

/** @param {{status: number, location: string, body: string}} answer */
function requireRedirect({ status, location, body }) {
  if (status !== 303) throw new Error(`A step of the hand-over was answered ${status}: ${body.slice(0, 200)}`);
  return new URL(location);
}

/** @param {string} setCookie */
function nameAndValue(setCookie) {
  return setCookie.split(";", 1)[0] ?? "";
}
