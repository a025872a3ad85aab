import { describe, expect, it } from "vitest";
import { looksSealed } from "./cookie.ts";
import { createSealer } from "./seal.ts";
import { createKeySecret } from "./token.ts";

const older = "an-older-secret-that-is-long-enough-000001";
const newer = "a-newer-secret-that-is-long-enough-0000002";

describe("sealing", () => {
  it("gives back the key and the expiry that were sealed, and not the secret", async () => {
    const { token, id, secretHash } = createKeySecret();
    const value = await createSealer([older]).seal(token, 1234);
    expect(looksSealed(value)).toBe(true);
    expect(await createSealer([older]).unseal(value)).toEqual({ id, secretHash, cookieExpiresAt: 1234 });
  });

  it("SEC-40 rotating secrets with `new,old` keeps every seal, and the new one seals", async () => {
    const { token, id } = createKeySecret();
    const before = await createSealer([older]).seal(token, 1);
    const rotated = createSealer([newer, older]);
    expect(await rotated.unseal(before)).toMatchObject({ id });
    const after = await rotated.seal(token, 2);
    expect(await createSealer([newer]).unseal(after)).toMatchObject({ id });
    expect(await createSealer([newer]).unseal(before)).toBeNull();
    expect(await createSealer([older]).unseal(after)).toBeNull();
  });

  it("answers nothing for what was tampered with, cut short or sealed by others", async () => {
    const sealer = createSealer([older]);
    const value = await sealer.seal(createKeySecret().token, 1);
    for (const bad of [
      value.slice(0, -9),
      value.replace("Fe26", "Fe27"),
      value.replace(/\*([\w-]{43})~/, "*A$1~"),
      value.slice(20),
      "",
      "Fe26.2*1*2*3*4*5*6*7~2",
    ]) {
      expect(await sealer.unseal(bad)).toBeNull();
    }
  });

  it("seals anew under another expiry with the same key", async () => {
    const sealer = createSealer([older]);
    const { token, id } = createKeySecret();
    const again = await sealer.reseal(await sealer.seal(token, 1), 99);
    expect(await sealer.unseal(again ?? "")).toMatchObject({ id, cookieExpiresAt: 99 });
    expect(await sealer.reseal("nonsense", 99)).toBeNull();
  });
});
