/**
 * The codes of the hand-over. Guards: a code is ours (sealed), works once, for 60 s, for one app host and one browser.
 *
 * Two things bind it to the browser. The nonce, whose hash is the `state`, says who began: kept by the app host in a cookie. The binding, made
 * here and set by the door as an HttpOnly cookie over the domain that door and apps share, says who was signed in: an app's own service worker
 * sees the code in the URL of its host, and anybody can begin a hand-over with a nonce of his own, but neither ever sees the binding.
 */
import { hash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Store } from "../store.ts";
import { createPurposeSeal } from "./purpose-seal.ts";

const codeForMs = 60_000;

export interface HandOverCodes {
  /** A code, and the binding for the cookie (`presentBinding`); null unless it `isBound`. */
  create(
    parent: { id: string; userName: string },
    place: { host: string; state: string; isBound: boolean },
  ): Promise<{ code: string; binding: string | null }>;
  /** The key that signed the code's browser in, and whose it is; null when the code is not ours, used, late, or for another host or browser. */
  redeem(code: string, proof: { host: string; nonce: string; cookies: (name: string) => string[] }): Promise<Redeemed | null>;
}

export interface Redeemed {
  parentId: string;
  userName: string;
  /** False where nothing proves that who brings the code is who was signed in. */
  isBound: boolean;
}

interface Code {
  parentId: string;
  userName: string;
  host: string;
  state: string;
  /** SHA-256 of the binding; null without one. */
  bindingHash: string | null;
  expiresAt: number;
}

export function createHandOverCodes(parts: {
  store: Pick<Store, "nonces">;
  clock: Clock;
  secrets: readonly [string, ...string[]];
}): HandOverCodes {
  const { store, clock, secrets } = parts;
  // Not the secret that seals cookies: a code in a URL must never be one to anybody who mixes them up.
  const codes = createPurposeSeal("latchkey-code", secrets);
  return {
    async create({ id: parentId, userName }, { host, state, isBound }) {
      const binding = isBound ? randomBytes(24).toString("base64url") : null;
      const content: Code = {
        parentId,
        userName,
        host,
        state,
        bindingHash: binding && hash("sha256", binding, "hex"),
        expiresAt: clock() + codeForMs,
      };
      return { code: await codes.seal(content), binding };
    },
    async redeem(code, { host, nonce, cookies }) {
      const opened = await codes.unseal<Code>(code);
      const { parentId, userName = "", state, bindingHash = null, expiresAt = 0 } = opened;
      if (!parentId || state === undefined || opened.host !== host || state !== stateOf(nonce) || clock() >= expiresAt) return null;
      if (bindingHash !== null && !cookies(bindingName(state)).some((value) => hash("sha256", value, "hex") === bindingHash)) return null;
      const isFirst = await store.nonces.use(hash("sha256", `code ${code}`, "hex"), expiresAt);
      return isFirst ? { parentId, userName, isBound: bindingHash !== null } : null;
    },
  };
}

/** What stands in URLs for a nonce. */
export function stateOf(nonce: string): string {
  return hash("sha256", nonce, "base64url");
}

/** The Set-Cookie of a binding over the domain that who sets it and the app share; without a `value` the one that clears it. */
export function presentBinding({
  state,
  value,
  domain,
  secure,
}: {
  state: string;
  value?: string;
  domain: string;
  secure: boolean;
}): string {
  const maxAgeSeconds = value === undefined ? 0 : codeForMs / 1000;
  const attributes = `Path=/; Domain=${domain}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return `${bindingName(state)}=${value ?? ""}; ${attributes}`;
}

function bindingName(state: string): string {
  return `latchkey_binding-${hash("sha256", state, "hex").slice(0, 8)}`;
}
