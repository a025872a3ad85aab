/** Answers of the Node side that are not documents. */
import type { ServerResponse } from "node:http";
import { presentProblem, type AppError } from "./errors.ts";

/** An `application/problem+json` answer (RFC 9457). What is inside the error stays inside. */
export function sendProblem(response: ServerResponse, error: AppError): void {
  const body = JSON.stringify(presentProblem(error));
  const { retryAfterSeconds = error.code === "unavailable" ? 5 : undefined } = error.facts;
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", String(retryAfterSeconds));
  if (error.code === "payload_too_large") response.setHeader("connection", "close"); // the body stays unread
  response.writeHead(presentProblem(error).status, {
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    // The alias document asks across origins whether the access URL answers; "ok" tells nobody anything.
    "cross-origin-resource-policy": "cross-origin",
  });
  response.end(text);
}
