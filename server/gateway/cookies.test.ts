import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleSetCookie, withoutOurCookies } from "./cookies.ts";

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
