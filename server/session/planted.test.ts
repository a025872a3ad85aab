import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expirePlanted, type Planted } from "./planted.ts";

const base: Planted = {
  ...{ name: "n", host: "a.apps.example.com:3000", paths: ["/"], own: { path: "/", domain: "apps.example.com" }, maxBytes: 100_000 },
};

describe("what expires planted copies", () => {
  it("names every parent domain and the host itself, and never the cookie's own place", () => {
    expect(expirePlanted(base).sort()).toEqual([
      "n=; Path=/; Domain=a.apps.example.com; Max-Age=0",
      "n=; Path=/; Domain=example.com; Max-Age=0",
      "n=; Path=/; Max-Age=0",
    ]);
  });

  it("names no domain of an address", () => {
    for (const host of ["127.0.0.1:3000", "[::1]:3000", "localhost"]) {
      expect(expirePlanted({ ...base, host, paths: ["/a"], own: { path: "/", domain: "" } })).toEqual(["n=; Path=/a; Max-Age=0"]);
    }
  });

  it("leaves alone what is sent to every path when only deeper ones are meant", () => {
    const lines = expirePlanted({ ...base, paths: ["/a/b"], deeperOnly: true });
    expect(lines).toHaveLength(3 * 4);
    expect(lines.some((line) => line.includes("Path=/;"))).toBe(false);
  });

  it("F2 F13 reaches every path from which a browser would have sent a copy", () => {
    const segment = fc.string({ unit: fc.constantFrom(..."ab-._~%20@!$&'()*+,=:"), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), fc.boolean(), fc.nat(), fc.boolean(), (segments, ends, cut, slash) => {
        const path = `/${segments.join("/")}${ends && segments.length > 0 ? "/" : ""}`;
        const above = segments.slice(0, cut % (segments.length + 1));
        const planted = `/${above.join("/")}${slash && above.length > 0 ? "/" : ""}`;
        if (!isSent(planted, path)) return;
        const places = expirePlanted({ ...base, paths: [path] }).map(
          (line) => /; Path=(.*?); (Domain=example\.com; )?Max-Age/.exec(line)?.[1],
        );
        expect(places).toContain(planted);
      }),
    );
  });

  it("says nothing that another header could be made of, whatever the path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (path) => {
        const wrong = expirePlanted({ ...base, paths: [path, `/${path}`] }).filter(
          (line) => !/^n=; Path=\/[\x21-\x3a\x3c-\x7e]*(; Domain=[a-z.]+)?; Max-Age=0$/.test(line),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it("fits into the head that is allowed, those of every path first, and reaches the others in a few answers", () => {
    const paths = [`/${Array.from({ length: 30 }, (_, index) => `p${index}`).join("/")}`];
    const all = new Set(expirePlanted({ ...base, paths }));
    const reached = new Set<string>();
    for (let answer = 0; answer < 200 && reached.size < all.size; answer++) {
      const some = expirePlanted({ ...base, paths, maxBytes: 3_000 });
      expect(some.reduce((sum, line) => sum + line.length + 14, 0)).toBeLessThanOrEqual(3_000);
      expect(some[0]).toContain("Path=/;");
      for (const line of some) reached.add(line);
    }
    expect(reached).toEqual(all);
  });
});

/** RFC 6265 §5.1.4. */
function isSent(cookiePath: string, path: string): boolean {
  return path === cookiePath || (path.startsWith(cookiePath) && (cookiePath.endsWith("/") || path[cookiePath.length] === "/"));
}
