import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createHashing } from "./hashing.ts";
import { openTestRoom, password } from "./testing/room.ts";

describe("passwords that are hashed", () => {
  it("G7 are at most two at once, and known devices come first", async () => {
    const hashing = createHashing();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const ask = (name: string, isKnown: boolean) =>
      hashing.run(() => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      }, isKnown);
    const all = [ask("a", false), ask("b", false), ask("c", false), ask("d", false), ask("known", true)];
    expect(begun).toEqual(["a", "b"]);
    for (let ended = 0; ended < all.length; ended += 1) {
      await expect.poll(() => ends.length).toBeGreaterThan(ended);
      expect(begun.length - ended).toBeLessThanOrEqual(2);
      ends[ended]?.();
    }
    await Promise.all(all);
    expect(begun).toEqual(["a", "b", "known", "c", "d"]);
  });

  it("G7 wait in a line with an end, and one that fails lets the next in", async () => {
    const hashing = createHashing({ mostAtOnce: 1, mostWaiting: 1 });
    const failing = hashing.run(() => Promise.reject(new Error("no memory")), false);
    const waiting = hashing.run(() => Promise.resolve("hashed"), false);
    await expect(hashing.run(() => Promise.resolve(), false)).rejects.toMatchObject({ code: "busy", facts: { retryAfterSeconds: 5 } });
    await expect(hashing.run(() => Promise.resolve("of a known device"), true)).resolves.toBe("of a known device");
    await expect(failing).rejects.toThrow("no memory");
    expect(await waiting).toBe("hashed");
  });
});

describe("sign-ins from many networks", () => {
  const wrong = (room: Awaited<ReturnType<typeof openTestRoom>>, index: number, ip: string) =>
    room.people.requirePassword({ email: `user${index}@example.com`, password: "wrong", ip }).then(
      () => "in",
      (error: { code: string }) => error.code,
    );

  it("G7 who is sent away unlooked at has not tried, and a person with a session from here is let in meanwhile", async () => {
    const room = await openTestRoom();
    const ip = "192.0.2.1"; // from which the room signs in
    await room.signIn();
    const flood = Array.from({ length: 120 }, (_, index) => wrong(room, index, `2001:db8:${index.toString(16)}::1`));
    const known = await room.people.requirePassword({ email: "ada@example.com", password, ip });
    expect(known.name).toBe("ada");
    const codes = await Promise.all(flood);
    expect([...new Set(codes)].sort()).toEqual(["busy", "invalid_credentials"]);
    const sentAway = codes.indexOf("busy");
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await wrong(room, sentAway, `198.51.100.${attempt}`)).toBe("invalid_credentials");
  });

  it("G7 are limited by the /56 and the /48 that hold them as well", async () => {
    const room = await openTestRoom();
    const codesOf = async (count: number, ipOf: (index: number) => string) => {
      const tries = Array.from({ length: count }, (_, index) => room.limits.takeSignIn(randomUUID(), ipOf(index)));
      const outcomes = await Promise.allSettled(tries);
      return outcomes.filter(({ status }) => status === "rejected").length;
    };
    expect(await codesOf(70, (index) => `2001:db8:1:${index.toString(16)}::1`)).toBe(10);
    // A /48 of which a /56 has used up half already.
    expect(await codesOf(70, (index) => `2001:db8:1:${(index + 1).toString(16)}00::1`)).toBe(10);
    expect(await codesOf(1, () => "2001:db8:2::1")).toBe(0);
  });
});
