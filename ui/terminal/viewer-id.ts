/** By hand: over plain http from another machine a browser has no randomUUID. */
export function makeViewerId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
