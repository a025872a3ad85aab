import type { Settings } from "#server/config.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";
import { probe, problemCode } from "./probe.ts";

const about = "reverse proxy";

/** Whether what is between passes on what the door needs. An empty sign-in is refused for its body, never for where it comes from. */
export async function inspectProxies(settings: Settings): Promise<Finding[]> {
  const { accessUrl, tls, listen, trustedProxies } = settings;
  const answer = await probe(new URL("/api/v1/session", accessUrl), {
    method: "POST",
    headers: { origin: accessUrl.origin, accept: "application/json", "content-type": "application/json", "content-length": "2" },
    body: "{}",
  });
  if (answer.status === 0) return [bad(about, answer.why)];
  const code = problemCode(answer);
  if (code === "cross_origin")
    return [bad(about, "It changes the Host or Origin header, so every sign-in is refused. Let it pass both on as they are.")];
  if (code === "misdirected") return [bad(about, "It does not pass the Host header on (nginx: proxy_set_header Host $http_host).")];
  if (code !== "bad_request")
    return [bad(about, `A sign-in does not reach the door: it was answered ${answer.status}. Let the proxy pass POST with its body.`)];
  const isCached = answer.headers["cache-control"] !== "no-store";
  if (isCached) return [bad(about, "It changes Cache-Control, and answers of the door must not be stored. Take that out.")];
  const isBetween = !tls && (accessUrl.protocol === "https:" || (accessUrl.port || "80") !== String(listen.port));
  if (!isBetween) return [ok(about, "None, or one that changes nothing.")];
  if (trustedProxies.length > 0)
    return [ok(about, `Passes Host, Origin and cookies on; X-Forwarded-For is believed from ${trustedProxies.join(", ")}.`)];
  return [
    warn(
      about,
      "It is not in --trusted-proxies, so all people count as one address and share its sign-in limit. Name its address there (127.0.0.1 on this machine).",
    ),
  ];
}
