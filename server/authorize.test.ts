import { describe, expect, it } from "vitest";
import { createAuthorize } from "./authorize.ts";
import { createAppHosts } from "./gateway.ts";
import type { HandOverCodes } from "./session.ts";

const wildcard = "*.apps.example.com";
const authorize = createAuthorize({
  config: { accessUrl: new URL("https://example.com"), wildcard, secureCookies: true },
  hosts: createAppHosts(wildcard, "https:"),
  proxies: { findByHost: () => Promise.resolve(null) },
  handOverCodes: {} as HandOverCodes,
});
const host = "3000--this-machine--ada.apps.example.com";

describe("where a hand-over goes back to", () => {
  it("is an app's address, as it came", async () => {
    for (const target of [
      `https://${host}`,
      `https://${host}/`,
      `HTTPS://${host}/a%20b?x=//y&z=[1]`,
      `https://${host}?q`,
      `https://${host}:443/`,
      `https://${host}/\xe9`,
    ]) {
      expect([target, (await authorize.requireApp(target)).target]).toEqual([target, target]);
    }
  });

  it.each([
    ...[`https://${host}/š`, `https://${host}/\u3002`, `https://3000--this-machine--ada\u3002apps\u3002example\u3002com/`],
    ...[`https:${host}/`, `https:/${host}/`, `https:///${host}/`, `https:\\\\${host}/`, `//${host}/`, `/${host}`, `${host}`],
    ...[`https://3000--this-machine--ada.apps.exam\xadple.com/`, `https://user@${host}/`, `https://${host}\\@evil.example/`],
    ...[
      `https://evil.example/`,
      `http://${host}/`,
      `https://${host}/a b`,
      `https://${host}/#x`,
      `https://${host}/\x7f`,
      `https://${host}/\n`,
    ],
    ...[` https://${host}/`, `https://${host}\t/`, `javascript:alert(1)//${host}`, ""],
  ])("F6 is a bad request for %j, never a failure and never an address within this server", async (target) => {
    await expect(authorize.requireApp(target)).rejects.toMatchObject({ code: "bad_request", facts: { field: "redirect_uri" } });
  });
});
