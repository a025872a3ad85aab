/**
 * With what the agent of the door's own machine dials proxies. No key of anybody: it is worked out from the secrets that all replicas share, so
 * that any of them can tell it when a proxy asks.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface LocalToken {
  readonly text: string;
  /** `authorization`: the header with which somebody dialled. */
  matches(authorization: string): boolean;
}

export function createLocalToken(secrets: readonly [string, ...string[]]): LocalToken {
  const made = secrets.map(
    (secret) => `local_${createHmac("sha256", secret).update("latchkey agent of this machine").digest("base64url")}`,
  );
  return {
    text: made[0] ?? "",
    matches(authorization) {
      const shown = Buffer.from(authorization.replace(/^Bearer +/i, ""));
      return made.some((text) => shown.length === text.length && timingSafeEqual(shown, Buffer.from(text)));
    },
  };
}
