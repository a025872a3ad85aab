/**
 * What a proxy answers at its own address: whether it lives, how far it is, and the step of a hand-over in which it binds a code to the browser
 * for the door, which cannot set a cookie here (docs/decisions/007). Guards: it sends a browser nowhere but to its own app hosts.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendProblem, sendText } from "../answers.ts";
import type { ProxyConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import type { AppHosts } from "../gateway.ts";
import { answerLatencyCheck } from "../latency-check.ts";
import { readPath } from "../request-target.ts";
import { findSharedDomain, presentBinding } from "../session.ts";

export const bindPath = "/api/v1/apps/bind";

export function createFront(parts: {
  config: Pick<ProxyConfig, "accessUrl" | "wildcard" | "secureCookies" | "primaryUrl">;
  hosts: AppHosts;
  isReady: () => boolean;
}): (request: IncomingMessage, response: ServerResponse, host: string | undefined) => void {
  const { config, hosts, isReady } = parts;
  const { accessUrl, wildcard, secureCookies, primaryUrl } = config;
  const domain = findSharedDomain(accessUrl.hostname, wildcard);

  const bind = (request: IncomingMessage, response: ServerResponse) => {
    const asked = new URL(request.url ?? "/", accessUrl).searchParams;
    const [target, state, value] = [asked.get("redirect_uri") ?? "", asked.get("state") ?? "", asked.get("binding") ?? ""];
    const isOurs = URL.canParse(target) && new URL(target).protocol === accessUrl.protocol && hosts.labelOf(new URL(target).host) !== null;
    if (!isOurs || /[\s\\\x00-\x1f#]/.test(target) || !/^[\w-]{43}$/.test(state) || !/^[\w-]{32}$/.test(value) || domain === null)
      throw new AppError("bad_request", { detail: "This is no step of a hand-over." });
    const mode = request.headers["sec-fetch-mode"];
    if (mode !== undefined && mode !== "navigate") throw new AppError("forbidden", { detail: "Open the app itself." });
    response.writeHead(303, {
      location: target,
      "set-cookie": presentBinding({ state, value, domain, secure: secureCookies }),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-length": 0,
    });
    response.end();
  };

  return (request, response, host) => {
    try {
      const path = readPath(request.url);
      if (path === null) throw new AppError("bad_request", { detail: "The request target is not valid." });
      // Whoever watches a process asks by its address.
      if (path === "/healthz") return sendText(response, 200, "ok\n");
      if (path === "/readyz") return sendText(response, isReady() ? 200 : 503, isReady() ? "ready\n" : "The primary is out of reach.\n");
      if (host?.toLowerCase() !== accessUrl.host)
        throw new AppError("misdirected", { detail: "This proxy does not answer for this host." });
      if (request.method !== "GET" && request.method !== "HEAD") throw new AppError("method_not_allowed");
      if (path === "/latency-check") return answerLatencyCheck(response);
      if (path === bindPath) return bind(request, response);
      if (path !== "/") throw new AppError("not_found");
      // Somebody who typed the address in: what they look for is at the door.
      response.writeHead(303, { location: `${primaryUrl.origin}/`, "cache-control": "no-store", "content-length": 0 });
      response.end();
    } catch (error) {
      sendProblem(response, error as AppError);
    }
  };
}
