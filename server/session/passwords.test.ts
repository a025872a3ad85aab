import { describe, expect, it } from "vitest";
import { hashPassword, isPassword, nobodysHash } from "./passwords.ts";

describe("passwords", () => {
  it("SEC-57 comparing with nobody's password is the same work as with somebody's, and never succeeds", async () => {
    const parameters = (hash: string) => hash.split("$").slice(0, 4);
    expect(parameters(nobodysHash)).toEqual(parameters(await hashPassword("violet-Anchor-93-tundra")));
    expect(await isPassword(null, "violet-Anchor-93-tundra")).toBe(false);
  });
});
