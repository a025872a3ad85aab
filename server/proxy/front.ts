/** What a proxy answers at its own address: whether it lives, and how far it is. Everything else is at the door. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendProblem, sendText } from "../answers.ts";
import type { ProxyConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { answerLatencyCheck } from "../latency-check.ts";
import { isWatched, requireWatcher } from "../watchers.ts";
import { readPath } from "../request-target.ts";
import { sendHeadTooLarge, tooLargePath } from "../too-large.ts";

export function createFront(parts: {
  config: Pick<ProxyConfig, "accessUrl" | "primaryUrl">;
  isReady: () => boolean;
}): (request: IncomingMessage, response: ServerResponse, host: string | undefined) => void {
  const { config, isReady } = parts;
  const { accessUrl, primaryUrl } = config;
  return (request, response, host) => {
    try {
      const path = readPath(request.url);
      if (path === null) throw new AppError("bad_request", { detail: "The request target is not valid." });
      if (isWatched(path)) requireWatcher(request, host?.toLowerCase() === accessUrl.host);
      if (path === "/healthz") return sendText(response, 200, "ok\n");
      if (path === "/readyz") return sendText(response, isReady() ? 200 : 503, isReady() ? "ready\n" : "The primary is out of reach.\n");
      if (path === tooLargePath) return sendHeadTooLarge(response, primaryUrl.origin);
      if (host?.toLowerCase() !== accessUrl.host)
        throw new AppError("misdirected", { detail: "This proxy does not answer for this host." });
      if (request.method !== "GET" && request.method !== "HEAD") throw new AppError("method_not_allowed");
      if (path === "/latency-check") return answerLatencyCheck(response);
      if (path !== "/") throw new AppError("not_found");
      // Somebody who typed the address in: what they look for is at the door.
      response.writeHead(303, { location: `${primaryUrl.origin}/`, "cache-control": "no-store", "content-length": 0 });
      response.end();
    } catch (error) {
      sendProblem(response, error as AppError);
    }
  };
}
