import { describe, expect, it } from "vitest";
import { toApp, toBrowser, trailersToApp, trailersToBrowser, type Hop } from "./header-passes.ts";

const hop: Hop = { host: "a.apps.example.com", ip: "192.0.2.9", proto: "https", doorOrigin: "https://example.com" };
const withoutOurs = (raw: string[]) => raw.slice(0, -6);

describe("the header passes", () => {
  it("F1 take off what a Connection names of its sender's own, and nothing that a standard defines", () => {
    const kept = ["Content-Length", "5", "Set-Cookie", "a=1", "Cookie", "b=2", "Authorization", "c", "Cache-Control", "no-store"];
    const connection = "Content-Length, set-cookie, cookie, authorization, cache-control, X-Hop, close";
    const raw = ["Connection", connection, "X-Hop", "1", ...kept];
    expect(withoutOurs(toApp(raw, hop))).toEqual(kept);
    expect(toBrowser(raw, hop, [])).toEqual(kept);
  });

  it("F1 let a length through in one spelling alone, and as everybody reads it", () => {
    const raw = ["Content_Length", "1", "Content-Length", "0010", "Transfer_Encoding", "chunked", "content.length", "2", "Proxy", "evil"];
    expect(withoutOurs(toApp(raw, hop))).toEqual(["Content-Length", "10"]);
  });

  it("F6 trailers go the way of the headers, and what belongs in a head stands in no trailer", () => {
    const raw = [
      ...["X-Sum", "1", "Remote_User", "root", "X-Forwarded-For", "6.6.6.6", "Latchkey-User", "x", "Content-Length", "9", "Host", "evil"],
      ...["Transfer-Encoding", "chunked", "Cookie", "latchkey_session-x=1", "Authorization", "Bearer x", "Connection", "X-Sum"],
    ];
    // What hides X-Sum is itself no trailer: it says nothing of the others either.
    expect(trailersToApp(raw.slice(0, -2), hop)).toEqual(["X-Sum", "1"]);
    const answered = [
      "Server-Timing",
      "a",
      "Set-Cookie",
      "latchkey_session-x=1",
      "Clear-Site-Data",
      "*",
      "Location",
      "/",
      "Upgrade",
      "h2c",
    ];
    expect(trailersToBrowser(answered, hop)).toEqual(["Server-Timing", "a"]);
  });
});
