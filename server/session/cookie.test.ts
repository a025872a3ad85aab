import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSessionCookie, findCookies, looksSealed } from "./cookie.ts";

const name = "latchkey_session-abc";

describe("the parser of Cookie headers", () => {
  it("finds every cookie of the name in the order sent", () => {
    expect(findCookies(`a=1; ${name}=x; b=2; ${name}=y`, name)).toEqual(["x", "y"]);
    expect(findCookies(`${name}=x`, name)).toEqual(["x"]);
    expect(findCookies(Array.from({ length: 20 }, (_, i) => `${name}=${i}`).join("; "), name)).toHaveLength(20);
    expect(findCookies(undefined, name)).toEqual([]);
  });

  it("keeps the value byte for byte, with what follows its first equals sign", () => {
    expect(findCookies(`${name}=a=b"c" d`, name)).toEqual(['a=b"c" d']);
    expect(findCookies(`${name}=`, name)).toEqual([""]);
  });

  it("SEC-24 takes no name for ours that only looks like it after trimming", () => {
    for (const space of ["\t", "\u00a0", "\u0085", "\u2000", "  ", "\v", "\f"]) {
      expect(findCookies(`a=1;${space}${name}=x`, name)).toEqual([]);
      expect(findCookies(`${space}${name}=x`, name)).toEqual([]);
      expect(findCookies(`a=1; ${name}${space}=x`, name)).toEqual([]);
    }
    expect(findCookies(`$Version=1; $${name}=x; ${name.toUpperCase()}=x; x${name}=x`, name)).toEqual([]);
  });

  it("SEC-16 finds exactly what an honest browser put there, among any other bytes", () => {
    const value = fc.string({ unit: fc.constantFrom(...'abcXYZ019*.~-_=" \0\xff') });
    const other = fc
      .string({ unit: fc.constantFrom(...'ab=" \t\0\xff$latchkey_session-') })
      .filter((pair) => !pair.replace(/^ /, "").startsWith(`${name}=`));
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof({ weight: 1, arbitrary: value.map((v) => ({ ours: v })) }, { weight: 3, arbitrary: other.map((o) => ({ theirs: o })) }),
          { maxLength: 12 },
        ),
        (pairs) => {
          const header = pairs.map((pair) => ("ours" in pair ? `${name}=${pair.ours}` : pair.theirs)).join("; ");
          const ours = pairs.flatMap((pair) => ("ours" in pair ? [pair.ours] : []));
          expect(findCookies(header, name)).toEqual(ours);
        },
      ),
    );
  });

  it("SEC-16 never throws and never takes time, whatever the header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 5000 }), (header) =>
        findCookies(header, name).every((value) => typeof value === "string"),
      ),
    );
    expect(findCookies(";".repeat(16_000), name)).toEqual([]);
  });

  it("SEC-16 unseals nothing that cannot be a seal", () => {
    for (const value of ["", "=", "\0", "Fe26.2*", "x".repeat(8192), `Fe26.2*${"a".repeat(8192)}`, `Fe26.2*1*${"é".repeat(200)}`]) {
      expect(looksSealed(value)).toBe(false);
    }
  });
});

describe("the session cookie", () => {
  it("is set and cleared with the same name and attributes", () => {
    const cookie = createSessionCookie({ cookieSuffix: "abc", secureCookies: false });
    expect(cookie.set("v", 60)).toBe("latchkey_session-abc=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    expect(cookie.clear()).toBe("latchkey_session-abc=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  });

  it("has the __Host- prefix exactly when it is Secure", () => {
    const cookie = createSessionCookie({ cookieSuffix: "abc", secureCookies: true });
    expect(cookie.set("v", 60)).toBe("__Host-latchkey_session-abc=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    expect(cookie.expireTossed("door.example.com", ["/a"])).toEqual([]);
  });

  it("SEC-23 expires copies planted on parent domains and deeper paths, never its own place", () => {
    const cookie = createSessionCookie({ cookieSuffix: "abc", secureCookies: false });
    const expired = cookie.expireTossed("latchkey.localhost:3000", ["/api/v1/session"]);
    expect(expired).toContain("latchkey_session-abc=; Path=/api/v1/session; Domain=latchkey.localhost; Max-Age=0");
    expect(expired).toContain("latchkey_session-abc=; Path=/api; Max-Age=0");
    expect(expired).toContain("latchkey_session-abc=; Path=/api/; Max-Age=0");
    expect(expired.some((header) => header.includes("Path=/;") && !header.includes("Domain="))).toBe(false);
  });
});
