import { describe, expect, it } from "vitest";
import { findHeadProblem, maxHeaderFields } from "./request-head.ts";

const look = (...rawHeaders: string[]) => findHeadProblem({ rawHeaders, httpVersionMinor: 1 });

describe("the head of a request", () => {
  it.each([
    ...["close", "keep-alive", "Keep-Alive, TE", "upgrade, HTTP2-Settings", "trailer", "Proxy-Connection", "X-Hop", "x-mine,,close, ,"],
    ...["X-Real-IP", ""],
  ])("F1 a Connection may name %j", (value) => {
    expect(look("Host", "a", "Connection", value)).toBeNull();
  });

  it.each([
    ...["content-length", "Transfer-Encoding", "HOST", "cookie", "set-cookie", "authorization", "origin", "te, referer", "cache-control"],
    ...[
      "sec-fetch-site",
      "Sec-Anything-New",
      "if-match",
      "Accept-Query",
      "content-digest",
      "access-control-request-method",
      "expect",
      "via",
    ],
    ...["X-Forwarded-For", "x-forwarded-anything", "X_Forwarded_For", "forwarded", "Latchkey-User", "x_latchkey_user", "connection", "*"],
    ...['"content-length"', "content-length;q=1", "close content-length", "content-length\t", "\xa0close", "Content_Length"],
  ])("F1 a Connection must not name %j", (value) => {
    expect(look("Host", "a", "Connection", "keep-alive", "cONNECTION", `X-Hop, ${value}`)).toMatch(/^Connection must not name /);
  });

  it("F1 F6 refuses what two readers could read differently", () => {
    expect(look("Host", "a", "Content-Length", "0010")).toBeNull();
    expect(look("Host", "a", "Transfer-Encoding", "Chunked")).toBeNull();
    expect(look("Host", "a", "hOST", "a")).toBe("The request names two hosts.");
    for (const length of ["1e3", "0x5", "-1", "+1", " ", "", "1,1", "9007199254740993", "5 "]) {
      expect([length, look("Content-Length", length)]).toEqual([length, "Content-Length is not a length."]);
    }
    for (const coding of ["gzip, chunked", "chunked, chunked", "identity", "", "xchunked", "chunked;a"]) {
      expect([coding, look("Transfer-Encoding", coding)]).toEqual([coding, "Transfer-Encoding is not chunked alone."]);
    }
    expect(findHeadProblem({ rawHeaders: ["Transfer-Encoding", "chunked"], httpVersionMinor: 0 })).toMatch(/^Transfer-Encoding/);
    const many = Array.from({ length: maxHeaderFields }, () => ["X", "1"]).flat();
    expect([look(...many), look(...many, "X", "1")]).toEqual([null, `A request has at most ${maxHeaderFields} header fields.`]);
  });
});
