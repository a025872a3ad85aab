import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createLog } from "./log.ts";
import { canary, openDoor } from "./testing/dispatcher.ts";

describe("what the server answers to whom", () => {
  it.each([
    "/api/v1/keys/%ff",
    "/api/v1/keys/%c0%ae",
    "/api/v1/%E0%A4%A",
    "/api/v1%workspaces/x",
    "/activity/%ff",
    "/terminals/%",
    "/healthz%",
  ])("F10 an undecodable path is 400 before anything else: %s", async (path) => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    for (const headers of [{}, { cookie }] as Record<string, string>[]) {
      const answer = await ask(path, headers);
      expect([answer.status, answer.headers["content-type"]]).toEqual([400, "application/problem+json"]);
    }
  });

  it("F12 another page's pictures, fetches and frames are not answered with the session, nor count as use", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    for (const site of ["same-site", "cross-site"]) {
      for (const [mode, dest] of [
        ["no-cors", "image"],
        ["no-cors", "script"],
        ["cors", "empty"],
        ["navigate", "iframe"],
        ["navigate", "object"],
      ] as const) {
        for (const path of ["/", "/devices", "/sign-in", "/api/v1/session", "/api/v1/workspaces"]) {
          const answer = await ask(path, { cookie, "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest });
          expect([path, mode, dest, answer.status, answer.body.includes(canary)]).toEqual([path, mode, dest, 403, false]);
          expect(answer.headers["cross-origin-resource-policy"]).toBe("same-origin");
        }
      }
    }
  });

  it("F12 what a person navigates to is answered, from wherever the link is, and so is a frame's step of the hand-over", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    const from = (site: string, mode = "navigate", dest = "document") => ({
      "sec-fetch-site": site,
      "sec-fetch-mode": mode,
      "sec-fetch-dest": dest,
    });
    for (const site of ["same-origin", "none", "same-site", "cross-site"]) {
      for (const path of ["/", "/devices", "/api/v1/apps/authorize"]) {
        expect([site, path, (await ask(path, { cookie, ...from(site) })).status]).toEqual([site, path, 200]);
      }
    }
    expect((await ask("/api/v1/apps/authorize", { cookie, ...from("same-site", "navigate", "iframe") })).status).toBe(200);
    expect((await ask("/api/v1/session", { cookie, ...from("same-origin", "cors", "empty") })).status).toBe(200);
    expect((await ask("/api/v1/session", { cookie })).status).toBe(200);
  });

  it("F12 health is asked for by GET and HEAD, by any name but a browser's of another", async () => {
    const { ask } = await openDoor();
    for (const path of ["/healthz", "/readyz"]) {
      expect((await ask(path, { host: "10.0.0.7:3000" })).status).toBe(200);
      expect((await ask(path, { host: "latchkey.internal" })).status).toBe(200);
      expect((await ask(path, { host: "evil.example", "accept-language": "en" })).status).toBe(421);
      expect((await ask(path, { host: "evil.example", origin: "http://evil.example" })).status).toBe(421);
      expect((await ask(path, {}, "POST")).status).toBe(405);
      expect((await ask(path, {}, "DELETE")).status).toBe(405);
    }
  });

  it("F12 a router's request without its parameter is answered with nothing to keep", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    expect((await ask("/devices", { cookie, rsc: "1" })).headers["cache-control"]).toBe("no-store");
    expect((await ask("/devices?_rsc=abc", { cookie, rsc: "1" })).headers["cache-control"]).toBeUndefined();
  });

  it("F12 a client that breaks its body off is no error, and a real one is", async () => {
    const said: string[] = [];
    let failed: () => void = () => undefined;
    const failing = new Promise<void>((resolve) => (failed = resolve));
    const { port, ask } = await openDoor({
      log: createLog((line) => said.push(line)),
      async render(request) {
        if (request.method === "GET") throw new Error("broken");
        try {
          for await (const _part of request);
        } finally {
          setImmediate(failed);
        }
      },
    });
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    const origin = "origin: http://latchkey.localhost:3000";
    socket.write(`POST /api/v1/session HTTP/1.1\r\nhost: latchkey.localhost:3000\r\n${origin}\r\ncontent-length: 10\r\n\r\nabc`);
    setTimeout(() => socket.destroy(), 50);
    await failing;
    expect(said.filter((line) => line.includes("a request failed"))).toEqual([]);
    expect((await ask("/api/v1/session")).status).toBe(500);
    expect(said.filter((line) => line.includes("a request failed"))).toHaveLength(1);
  });
});
