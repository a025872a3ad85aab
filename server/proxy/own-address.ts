/** Whether a proxy's own address leads to it, seen from where it runs: the mistake that everybody makes once. */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { lookupDoor } from "#tunnel/lookup.ts";

const answerWithinMs = 10_000;

/** One sentence on what is wrong; null when it leads here. */
export function checkOwnAddress(accessUrl: URL): Promise<string | null> {
  const url = new URL("/latency-check", accessUrl);
  const cure = "Browsers and agents may not reach it either: look at its DNS name, its certificate, and the reverse proxy in front.";
  return new Promise((resolve) => {
    const asked = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
      agent: false,
      lookup: lookupDoor,
      timeout: answerWithinMs,
    });
    asked.on("response", (answer) => {
      answer.resume();
      const isHere = answer.statusCode === 204 && answer.headers["timing-allow-origin"] === "*";
      resolve(isHere ? null : `${accessUrl.origin} answers ${answer.statusCode ?? 0}, and is not this proxy. ${cure}`);
    });
    asked.on("timeout", () => asked.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    asked.on("error", ({ code = "no answer" }: NodeJS.ErrnoException) =>
      resolve(`${accessUrl.origin} cannot be reached from here (${code}). ${cure}`),
    );
    asked.end();
  });
}
