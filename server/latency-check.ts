import type { ServerResponse } from "node:http";

/** What a browser measures the way to a gateway with, from any page of the door. Says nothing, and is the same at each of them. */
export function answerLatencyCheck(response: ServerResponse): void {
  response.writeHead(204, {
    "access-control-allow-origin": "*",
    "timing-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-store",
    "content-length": 0,
  });
  response.end();
}
