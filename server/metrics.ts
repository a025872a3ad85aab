/** Prometheus text on an address of its own (`--metrics-address`): operators' numbers never share a port with people. */
import { createServer, type Server } from "node:http";
import { performance } from "node:perf_hooks";
import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { sendText } from "./answers.ts";
import type { Config } from "./config.ts";

/** Starts the metrics listener when `listen` is set, and counts the answers of `server`. */
export async function openMetrics({
  listen,
  server,
}: {
  listen: Config["metricsListen"];
  server: Server;
}): Promise<{ close(): Promise<void> }> {
  if (!listen) return { close: async () => undefined };
  const register = new Registry();
  collectDefaultMetrics({ register });
  const answers = new Counter({
    name: "latchkey_http_answers_total",
    help: "Answers by status class",
    labelNames: ["status"],
    registers: [register],
  });
  const seconds = new Histogram({
    name: "latchkey_http_answer_seconds",
    help: "Time from a request's head to the end of its answer",
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [register],
  });
  server.on("request", (_request, response) => {
    const startedAt = performance.now();
    response.on("finish", () => {
      answers.inc({ status: `${Math.floor(response.statusCode / 100)}xx` });
      seconds.observe((performance.now() - startedAt) / 1000);
    });
  });

  const own = createServer((request, response) => {
    if (request.url !== "/metrics") return sendText(response, 404, "Only /metrics is here.\n");
    register.metrics().then(
      (text) => response.writeHead(200, { "content-type": register.contentType }).end(text),
      () => sendText(response, 500, "The metrics could not be read.\n"),
    );
  });
  await new Promise<void>((resolve, reject) => {
    own.once("error", reject);
    own.listen(listen.port, listen.host, resolve);
  });
  return {
    close: () =>
      new Promise<void>((resolve) => {
        own.close(() => resolve());
        own.closeAllConnections();
      }),
  };
}
