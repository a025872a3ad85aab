import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { echo, openApp, openTestGateway, startApp } from "./testing/gateway.ts";

const preflight = {
  "access-control-request-method": "PUT",
  "access-control-request-headers": "content-type,x-mine",
  "sec-fetch-mode": "cors",
};

describe("CORS between a person's own apps", () => {
  it("answers the preflight itself, with credentials, before anybody signs in", async () => {
    const { gate, host, sibling } = await openTwo();
    const answer = await gate.ask(host, "/api", { origin: sibling, ...preflight }, "OPTIONS");
    expect([answer.status, answer.headers]).toEqual([
      204,
      expect.objectContaining({
        "access-control-allow-origin": sibling,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "content-type,x-mine",
        vary: expect.stringContaining("Origin") as string,
      }),
    ]);
  });

  it("lets the sibling read, whatever the app itself says of CORS, and names the headers it may see", async () => {
    const { gate, host, sibling, appCookie } = await openTwo((_request, response) => {
      response.writeHead(200, { "access-control-allow-origin": "https://elsewhere.example", "x-total": "7", "set-cookie": "a=b" });
      response.end("secret");
    });
    const answer = await gate.ask(host, "/api", { origin: sibling, cookie: appCookie, "sec-fetch-site": "same-site" });
    expect([answer.status, answer.body]).toEqual([200, "secret"]);
    expect(answer.headers).toMatchObject({ "access-control-allow-origin": sibling, "access-control-allow-credentials": "true" });
    expect(answer.headers["access-control-expose-headers"]?.split(", ")).toContain("x-total");
    expect(answer.headers["access-control-expose-headers"]).not.toContain("set-cookie");
  });

  it("says 401 to the sibling readably when nobody is signed in", async () => {
    const { gate, host, sibling } = await openTwo();
    const answer = await gate.ask(host, "/api", { origin: sibling, "sec-fetch-mode": "cors" });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([401, sibling]);
    expect(JSON.parse(answer.body)).toMatchObject({ code: "hand_over_failed" });
  });

  it.each([
    ["another person's app", "http://3000--this-machine--bob.apps.latchkey.localhost:3000"],
    ["another port", "http://3000--this-machine--ada.apps.latchkey.localhost:3001"],
    ["another scheme", "https://3000--this-machine--ada.apps.latchkey.localhost:3000"],
    ["a look-alike", "http://3000--this-machine--ada.apps.latchkey.localhost:3000.evil.example"],
    ["a host below", "http://x.3000--this-machine--ada.apps.latchkey.localhost:3000"],
    ["a page outside", "https://evil.example"],
    ["nobody", "null"],
  ])("neither lets %s read nor believes that its visitor asked", async (_who, origin) => {
    let asked = 0;
    const { gate, host, appCookie } = await openTwo((request, response) => {
      asked += 1;
      response.setHeader("access-control-allow-origin", request.headers.origin ?? "");
      response.setHeader("access-control-allow-credentials", "true").end("secret");
    });
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const more = method === "OPTIONS" ? preflight : {};
      const answer = await gate.ask(host, "/api", { origin, cookie: appCookie, "sec-fetch-site": "same-site", ...more }, method);
      expect([method, answer.status, answer.headers["access-control-allow-origin"]]).toEqual([method, 401, undefined]);
    }
    expect(asked).toBe(0);
  });

  it("an app's own page is its own page also when it sends no referrer", async () => {
    const { gate, host, appCookie } = await openTwo();
    const answer = await gate.ask(host, "/save", { origin: "null", cookie: appCookie, "sec-fetch-site": "same-origin" }, "POST", "x=1");
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
  });

  it("leaves an app alone that speaks for itself", async () => {
    const { gate, host, sibling, app, cookie } = await openTwo((request, response) => {
      response.writeHead(request.method === "OPTIONS" ? 299 : 200, { "access-control-allow-origin": "https://own.example" });
      response.end();
    });
    const own = gate.hostOf("own--this-machine--ada");
    const url = `http://127.0.0.1:${app.port}`;
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "own", { url, cors: "passthrough" });
    const appCookie = await openApp(gate, own, "/", cookie);
    const read = await gate.ask(own, "/", { origin: sibling, cookie: appCookie });
    expect(read.headers["access-control-allow-origin"]).toBe("https://own.example");
    // Nobody signed in asks the preflight: as long as the app is not public, the gateway answers it, and says nothing of the app by that.
    expect((await gate.ask(own, "/", { origin: sibling, ...preflight }, "OPTIONS")).status).toBe(204);
    await gate.workspaces.putApp(gate.room.owner, "this-machine", "own", { sharing: "public" });
    expect((await gate.ask(own, "/", { origin: sibling, ...preflight }, "OPTIONS")).status).toBe(299);
    expect((await gate.ask(host, "/", { origin: sibling, ...preflight }, "OPTIONS")).status).toBe(204);
  });

  it("a public app says itself what pages outside may read", async () => {
    const { gate, app } = await openTwo((_request, response) => void response.setHeader("access-control-allow-origin", "*").end("open"));
    await gate.workspaces.putPort(gate.room.owner, "this-machine", app.port, { sharing: "public" });
    const answer = await gate.ask(gate.hostOf(`${app.port}--this-machine--ada`), "/", { origin: "https://evil.example" });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, "*"]);
  });
});

/** An app, and the origin of another one of the same owner. */
async function openTwo(handler: RequestListener = echo) {
  const gate = await openTestGateway();
  const app = await startApp(handler);
  const host = gate.hostOf(`${app.port}--this-machine--ada`);
  const { cookie } = await gate.room.signIn();
  const appCookie = await openApp(gate, host, "/", cookie);
  return { gate, app, host, cookie, appCookie, sibling: `http://${gate.hostOf("5173--this-machine--ada")}` };
}
