import type { Settings } from "#server/config.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";
import { probe, problemCode, sessionCookieName } from "./probe.ts";

const about = "cookies";

/**
 * Presents a dead cookie under the name that these settings make: a door with the same settings clears it, under the same attributes
 * with which it sets one. So this tells the very door from another one, and what a proxy does to cookies.
 */
export async function inspectCookies(settings: Settings): Promise<Finding[]> {
  const { accessUrl } = settings;
  const name = sessionCookieName(settings);
  const setup = await probe(new URL("/api/v1/setup", accessUrl), { headers: { accept: "application/json" } });
  if (setup.status === 421)
    return [
      bad(
        "access URL",
        `The door at ${accessUrl.origin} does not know this host. Give it this --access-url, and let the proxy pass the Host header on (nginx: proxy_set_header Host $http_host).`,
      ),
    ];
  if (setup.status === 503) return [bad("database", "The running door says that its database is not answering. Its log tells why.")];
  if (setup.status !== 200)
    return [
      bad(
        "access URL",
        `${accessUrl.origin} is not a door: its API answered ${setup.status}${problemCode(setup) ? ` ${problemCode(setup)}` : ""}. Check --access-url and the proxy.`,
      ),
    ];
  if (/"needed" *: *true/.test(setup.body))
    return [warn("set-up", `Nobody is here yet. Open ${accessUrl.origin}/setup; cookies are checked after that.`)];

  const headers = {
    accept: "text/html",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "none",
    cookie: `${name}=doctor`,
  };
  const page = await probe(accessUrl, { headers });
  if (page.status === 0) return [bad(about, page.why)];
  const cleared = (page.headers["set-cookie"] ?? []).find((header) => header.startsWith(`${name}=`));
  if (cleared === undefined)
    return [
      bad(
        about,
        `The door at ${accessUrl.origin} does not use the cookie ${name}: it runs with other settings, or a proxy takes cookies away. Run doctor with the door's own flags and variables.`,
      ),
    ];
  return [judgeAttributes(name, cleared, settings.secureCookies)];
}

/** Attributes as the door writes them; a proxy may have had its own ideas (nginx: proxy_cookie_path, proxy_cookie_flags). */
function judgeAttributes(name: string, header: string, secure: boolean): Finding {
  const attributes = new Set(
    header
      .split(";")
      .slice(1)
      .map((attribute) => attribute.trim().toLowerCase()),
  );
  const wanted = ["path=/", "httponly", "samesite=lax", ...(secure ? ["secure"] : [])];
  const missing = wanted.filter((attribute) => !attributes.has(attribute));
  const extra = [...attributes].filter((attribute) => attribute.startsWith("domain=") || (!secure && attribute === "secure"));
  if (missing.length + extra.length === 0)
    return ok(about, `${name}${secure ? ", Secure" : ", not Secure because the access URL is http"}.`);
  const faults = [...missing.map((attribute) => `without ${attribute}`), ...extra.map((attribute) => `with ${attribute}`)];
  return bad(about, `${name} arrives ${faults.join(", ")}. A proxy changes it: take its rewriting of cookies out.`);
}
