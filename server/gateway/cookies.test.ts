import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { movePath, settleSetCookie, withoutOurCookies } from "./cookies.ts";

describe("cookies on their way to an app", () => {
  it("SEC-38 lose ours, of any instance, prefix and case, and keep the others byte for byte", () => {
    expect(withoutOurCookies('a=1; latchkey_session-x=s; b="x y"; __Host-latchkey_session-y=s; c==; LATCHKEY_APP_SESSION-z=s')).toBe(
      'a=1; b="x y"; c==',
    );
    expect(withoutOurCookies("latchkey_session-x=s")).toBeNull();
    expect(withoutOurCookies("latchkey_session-x=s; a=1")).toBe("a=1");
    expect(withoutOurCookies("a=latchkey_; my_latchkey_x=1")).toBe("a=latchkey_; my_latchkey_x=1");
  });

  it("SEC-38 lose ours also where a lenient server would trim the name", () => {
    for (const space of ["\t", "\u00a0", "\u0085", "  ", "\v", "\0"])
      expect(withoutOurCookies(`a=1;${space}latchkey_session-x=s`)).toBe("a=1");
    expect(withoutOurCookies("a=1; latchkey_session-x =s")).toBe("a=1");
    expect(withoutOurCookies("a=1; latchkey_session-x")).toBe("a=1");
  });

  it("are the same header when none is ours", () => {
    const pair = fc.string({ unit: fc.constantFrom(...'abc=" \t\xff;') });
    fc.assert(fc.property(pair, (header) => withoutOurCookies(header) === header));
  });
});

describe("cookies that an app sets", () => {
  it("SEC-35 may not use our names, whatever the case, the prefix or the white space", () => {
    for (const name of [
      "latchkey_session-x",
      "LatchKey_x",
      "__Host-latchkey_x",
      "__secure-LATCHKEY_x",
      " latchkey_x",
      "\tlatchkey_x",
      "__Http-latchkey_x",
      "__Host-Http-latchkey_x",
    ]) {
      expect(settleSetCookie(`${name}=evil; Path=/`, "a.apps.example.com")).toBeNull();
    }
    expect(settleSetCookie("mine=1; Path=/; Secure", "a.apps.example.com")).toBe("mine=1; Path=/; Secure");
  });

  it("SEC-35 reach no host but the app's own", () => {
    for (const domain of [
      "apps.example.com",
      ".apps.example.com",
      "example.com",
      "EXAMPLE.com",
      "b.apps.example.com",
      "",
      " example.com ",
    ]) {
      expect(settleSetCookie(`a=1; Path=/; Domain=${domain}; HttpOnly`, "a.apps.example.com")).toBe("a=1; Path=/; HttpOnly");
    }
    expect(settleSetCookie("a=1; domain = example.com; domain=apps.example.com", "a.apps.example.com")).toBe("a=1");
    expect(settleSetCookie("a=1; Domain=.a.apps.example.com", "a.apps.example.com")).toBe("a=1; Domain=.a.apps.example.com");
  });
});

describe("hostile cookies", () => {
  it("F6 one without a name is dropped: a browser sends its value back as a name of ours", () => {
    for (const nameless of ["=latchkey_session-x=1", "latchkey_session-x", " =a=1; Path=/", "\t= b", "", "; Path=/", "=", "\u00a0=1"]) {
      expect([nameless, settleSetCookie(nameless, "a.apps.example.com")]).toEqual([nameless, null]);
    }
    expect(settleSetCookie("a==1", "a.apps.example.com")).toBe("a==1");
  });

  it("F4 cost time in proportion to their length, whichever character they repeat", () => {
    for (const character of [" ", "\t", "\xa0", "\0", ";", "=", "a", "latchkey_", "; Domain=", "; Path=/x", "_"]) {
      const ofLength = (length: number) => `a${character.repeat(length / character.length)}b=1; Path=/`;
      const [short = 0, long = 0] = [8_192, 65_536].map((length) => {
        const header = ofLength(length);
        const all = `latchkey_x=1; ${header}`;
        return leastMs(() => {
          withoutOurCookies(all);
          settleSetCookie(header, "a.apps.example.com");
          movePath(header, "/@a/b/c");
        });
      });
      // Eightfold is linear, 64-fold is square. What takes no time at all is measured by its noise.
      expect([character, long < Math.max(16 * short, 20)]).toEqual([character, true]);
    }
  });
});

describe("paths of a path app's cookies", () => {
  it("F12 the last of several is the one that browsers read, and it is moved; the others go", () => {
    expect(movePath("a=1; Path=/x; Path=/", "/@a/b/c")).toBe("a=1; Path=/@a/b/c/");
    expect(movePath("a=1;path = /x;HttpOnly; PATH=/y ;Secure", "/@a/b/c")).toBe("a=1;HttpOnly; PATH=/@a/b/c/y;Secure");
    // No path at all: the browser takes that of the request.
    for (const none of ["a=1; Path=/x; Path=", "a=1; Path=/x; Path", "a=1; Path=/x; Path=elsewhere"])
      expect(movePath(none, "/@a/b/c")).toBe("a=1");
    expect(movePath("a=Path=/; HttpOnly", "/@a/b/c")).toBe("a=Path=/; HttpOnly");
  });
});

/** Processor time of the quickest of five, ms. */
function leastMs(act: () => void): number {
  const once = () => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  return Math.min(...Array.from({ length: 5 }, once));
}
