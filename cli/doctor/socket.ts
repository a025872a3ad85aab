import { randomBytes } from "node:crypto";
import type { Settings } from "#server/config.ts";
import { bad, type Finding, ok } from "./finding.ts";
import { probe, problemCode } from "./probe.ts";

const about = "WebSockets";

/** Only the door's own upgrade handler answers a handshake without a session with `no_session`: a plain GET of this path is not found. */
export async function inspectSocket({ accessUrl }: Settings): Promise<Finding[]> {
  const handshake = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
  const answer = await probe(new URL("/api/v1/live", accessUrl), { headers: { ...handshake, origin: accessUrl.origin } });
  if (answer.status === 0) return [bad(about, answer.why)];
  const code = problemCode(answer);
  if (answer.status === 101 || code === "no_session") return [ok(about, "Handshakes reach the door.")];
  if (code === "cross_origin")
    return [bad(about, "A handshake reaches the door with another Host or Origin. Let the proxy pass both on as they are.")];
  return [
    bad(
      about,
      `A handshake was answered ${answer.status}. Let the proxy pass Upgrade and Connection on (nginx: proxy_http_version 1.1 and both headers).`,
    ),
  ];
}
