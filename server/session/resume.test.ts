import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { DeviceKey } from "./device-key.ts";
import { cookieOf, maxAgeOf, openTestRoom, origin, type TestRoom } from "./testing/room.ts";

const day = 86_400_000;

describe("resume", () => {
  it("gives a device the cookie of its session back, for what is left of its life, without extending it", async () => {
    const { room, device, cookie } = await signedInDevice();
    room.now.value += 10 * day;
    const resumed = await room.resume.redeem(prove(room, device));
    const setCookie = await room.sessions.handBack(resumed);
    expect(maxAgeOf(setCookie)).toBe(20 * 86_400);
    expect(await room.sessions.check({ cookie: cookieOf(setCookie) })).toMatchObject({ ok: true, caller: { key: { id: resumed.key.id } } });
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: true });
    expect((await room.store.keys.find(resumed.key.id))?.key.expiresAt).toBe(resumed.key.expiresAt);
  });

  it("works again and again, and the latest three cookies stay valid", async () => {
    const { room, device } = await signedInDevice();
    const cookies: string[] = [];
    for (let i = 0; i < 5; i++) cookies.push(cookieOf(await room.sessions.handBack(await room.resume.redeem(prove(room, device)))));
    const valid = await Promise.all(cookies.map(async (cookie) => (await room.sessions.check({ cookie })).ok));
    expect(valid).toEqual([false, false, true, true, true]);
  });

  it("takes each challenge once, for 60 s, and only its own", async () => {
    const { room, device } = await signedInDevice();
    const proof = prove(room, device);
    await room.resume.redeem(proof);
    await expect(room.resume.redeem(proof)).rejects.toMatchObject({ code: "no_session" });
    const late = prove(room, device);
    room.now.value += 60_001;
    await expect(room.resume.redeem(late)).rejects.toMatchObject({ code: "no_session" });
    const forged = prove(room, device, { challenge: `${"A".repeat(32)}.${room.now.value + 5_000}.${"B".repeat(43)}` });
    await expect(room.resume.redeem(forged)).rejects.toMatchObject({ code: "no_session" });
    const others = prove(room, device, { challenge: room.resume.challenge("anotherdevice000") });
    await expect(room.resume.redeem(others)).rejects.toMatchObject({ code: "no_session" });
  });

  it("refuses another key, another origin and a signature that is none", async () => {
    const { room, device } = await signedInDevice();
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    await expect(room.resume.redeem(prove(room, { ...device, privateKey: stranger }))).rejects.toMatchObject({ code: "no_session" });
    await expect(room.resume.redeem(prove(room, device, { origin: "http://evil.example" }))).rejects.toMatchObject({ code: "no_session" });
    for (const signature of ["", "x", "A".repeat(86)]) {
      await expect(room.resume.redeem({ ...prove(room, device), signature })).rejects.toMatchObject({ code: "no_session" });
    }
  });

  it("a failed proof spends nothing: the device itself can still use its challenge", async () => {
    const { room, device } = await signedInDevice();
    const proof = prove(room, device);
    await expect(room.resume.redeem({ ...proof, signature: "A".repeat(86) })).rejects.toMatchObject({ code: "no_session" });
    expect(await room.resume.redeem(proof)).toMatchObject({ user: { name: "ada" } });
  });

  it("does not resume what ended, and says why to the device that proved itself", async () => {
    const { room, device, keyId } = await signedInDevice();
    await room.store.keys.end({ id: keyId }, room.now.value, "ended_elsewhere");
    await expect(room.resume.redeem(prove(room, device))).rejects.toMatchObject({
      code: "session_revoked",
      facts: { reason: "ended_elsewhere", endedAt: new Date(room.now.value).toISOString() },
    });
  });

  it("does not resume what was not used for its whole life", async () => {
    const { room, device } = await signedInDevice();
    room.now.value += 31 * day;
    await expect(room.resume.redeem(prove(room, device))).rejects.toMatchObject({ code: "session_expired", facts: { reason: "unused" } });
  });

  it("sign-out forgets the device key here too", async () => {
    const { room, device, cookie } = await signedInDevice();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await room.sessions.signOut(verdict.caller);
    expect(await room.store.devices.find(device.deviceId)).toBeNull();
    await expect(room.resume.redeem(prove(room, device))).rejects.toMatchObject({ code: "no_session" });
  });

  it("F2 between sessions of two people a device decides for its own alone, and for no third", async () => {
    const { room, device, keyId } = await signedInDevice();
    const third = await room.signIn();
    await expect(room.resume.redeem({ ...prove(room, device), among: [third.keyId, "another000000000"] })).rejects.toMatchObject({
      code: "session_conflict",
    });
    expect(await room.resume.redeem({ ...prove(room, device), among: [third.keyId, keyId] })).toMatchObject({ key: { id: keyId } });
  });

  it("answers a challenge for an unknown device as well", async () => {
    const { room } = await signedInDevice();
    expect(room.resume.challenge("nobody0000000000")).toMatch(/^[\w-]{32}\.\d+\.[\w-]{43}$/);
  });
});

interface Device {
  deviceId: string;
  privateKey: KeyObject;
}

async function signedInDevice(): Promise<{ room: TestRoom; device: Device; cookie: string; keyId: string }> {
  const room = await openTestRoom();
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const deviceKey = publicKey.export({ format: "jwk" }) as unknown as DeviceKey;
  const { caller, setCookie } = await room.sessions.signIn({ user: room.owner, ip: "", userAgent: "", deviceKey, replaces: null });
  return { room, device: { deviceId: caller.key.deviceId ?? "", privateKey }, cookie: cookieOf(setCookie), keyId: caller.key.id };
}

function prove(room: TestRoom, device: Device, change: { challenge?: string; origin?: string } = {}) {
  const challenge = change.challenge ?? room.resume.challenge(device.deviceId);
  const text = ["latchkey-resume", change.origin ?? origin, device.deviceId, challenge].join("\n");
  const signature = sign("sha256", Buffer.from(text), { key: device.privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
  return { deviceId: device.deviceId, challenge, signature };
}
