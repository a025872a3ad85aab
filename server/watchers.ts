/**
 * Who watches a process: load balancers, containers, monitors. They ask by its address or any name that leads to it, so every Host is answered;
 * but no page in a browser asks under a name that is not ours (DNS rebinding), and nobody by a method that changes something.
 */
import type { IncomingMessage } from "node:http";
import { AppError } from "./errors.ts";

/** Whether a path is for them. */
export function isWatched(path: string): boolean {
  return path === "/healthz" || path === "/readyz";
}

/** Throws `method_not_allowed`, `misdirected`. `isOurHost`: the Host is one of this process. */
export function requireWatcher({ method, headers }: IncomingMessage, isOurHost: boolean): void {
  if (method !== "GET" && method !== "HEAD") throw new AppError("method_not_allowed");
  // Every browser says which languages its person reads; those on plain http say nothing else.
  const isBrowser = headers["sec-fetch-site"] !== undefined || headers.origin !== undefined || headers["accept-language"] !== undefined;
  if (!isOurHost && isBrowser) throw new AppError("misdirected");
}
