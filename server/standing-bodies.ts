/**
 * How long the body of a request may take: as long as it comes. Node's own limit, requestTimeout, is for the whole of it and would cut an upload of
 * more than five minutes. Guards: a body that trickles in, or stands still, does not hold a connection for ever.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** What has to come in every five minutes. It is more than the door's own API takes, so there the limit is for the whole as it was. */
const least = { bytes: 64 * 1024, everyMs: 300_000 } as const;

/** Watches every body that arrives at the server. One that stands still is a `clientError` with Node's own code for a request that takes too long. */
export function endStandingBodies(server: Server): void {
  const watch = (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers["transfer-encoding"] === undefined && Number(request.headers["content-length"] ?? 0) === 0) return;
    const { socket } = request;
    let before = socket.bytesRead;
    const timer = setInterval(() => {
      if (request.complete) return clearInterval(timer);
      const came = socket.bytesRead - before;
      before = socket.bytesRead;
      if (came >= least.bytes) return;
      clearInterval(timer);
      // In the middle of an answer there is nothing more to say.
      if (response.headersSent) socket.destroy();
      else server.emit("clientError", Object.assign(new Error("The body stands still."), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), socket);
    }, least.everyMs).unref();
    request.once("close", () => clearInterval(timer));
  };
  server.on("request", watch);
  server.on("checkContinue", watch);
}
