/** Attacks on what the primary answers to proxies: whose questions it takes, and what a proxy's token is worth anywhere else. */
import { hashOf } from "./behaviour/shape.ts";
import { createTestDevice } from "./models/device.ts";
import { createHttpClient } from "./models/http-client.ts";
import { expectProblem } from "./models/problem.ts";
import { knocksAsAgent, knocksAsProxy } from "./models/proxy-knock.ts";
import { expect, expectConnected, openApp, test } from "./proxy-fixtures.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

const questions = ["decide", "redeem", "agent", "nothing-of-the-kind"] as const;

test("SEC-61 what proxies ask is answered to a proxy's token alone: not to sessions, tokens of people and agents, nor to a browser", async ({
  region,
}) => {
  const { client, door } = region;
  const { token } = await region.add();
  const proxy = await region.start({ token });
  await expectConnected(region, proxy);
  const ofPerson = (await client.post("/api/v1/keys", { name: "a program" })).json<{ token: string }>().token;
  const ofAgent = (await client.post("/api/v1/workspaces", { name: "box" })).json<{ token: string }>().token;
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const callers = {
    nobody: {},
    "a session": { cookie: client.cookieHeader() },
    "a person's token": bearer(ofPerson),
    "an agent's token": bearer(ofAgent),
    "a token and a session": { ...bearer(ofPerson), cookie: client.cookieHeader() },
    "a malformed token": bearer(`${token} `.repeat(2)),
    "another scheme": { authorization: `Basic ${Buffer.from(`x:${token}`).toString("base64")}` },
  };
  for (const what of questions) {
    for (const [who, headers] of Object.entries(callers)) {
      const answer = await door.client().post(`/api/v1/proxy/${what}`, {}, { headers: { origin: null, ...headers } });
      expect([who, what, answer.status]).toEqual([who, what, 401]);
      expect([answer.setCookies, answer.json()["code"]]).toEqual([[], "invalid_token"]);
    }
  }
  for (const [who, headers] of Object.entries(callers)) expect([who, await knocksAsProxy(door, headers)]).toEqual([who, 401]);
  // Even with the token: no proxy is a browser.
  for (const origin of [region.accessUrl, "null", "https://evil.example"]) {
    const answer = await door.client().post("/api/v1/proxy/decide", {}, { headers: { ...bearer(token), origin } });
    expectProblem(answer, 403, "cross_origin");
    expect(await knocksAsProxy(door, { ...bearer(token), origin })).toBe(403);
  }
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"])
    expect((await door.client().request(method, "/api/v1/proxy/decide", { headers: bearer(token) })).status).toBeGreaterThanOrEqual(400);
});

test("SEC-61 a proxy's token is no session, no token and no agent's, and opens nothing but what proxies ask", async ({ region }) => {
  const { token } = await region.add();
  const proxy = await region.start({ token });
  await expectConnected(region, proxy);
  const headers = { authorization: `Bearer ${token}`, origin: null };
  const device = createTestDevice();
  for (const [method, path, body] of [
    ["GET", "/api/v1/session"],
    ["DELETE", "/api/v1/session"],
    ["GET", "/api/v1/keys"],
    ["POST", "/api/v1/keys", { name: "more", deviceKey: device.publicJwk }],
    ["GET", "/api/v1/workspaces"],
    ["GET", "/api/v1/workspaces/this-machine/terminals"],
    ["GET", "/api/v1/proxies"],
    ["POST", "/api/v1/proxies", { name: "another" }],
    ["GET", "/api/v1/regions"],
  ] as const) {
    const answer = await region.door.client().request(method, path, { headers, ...(body !== undefined && { body }) });
    expect([method, path, [401, 403].includes(answer.status)]).toEqual([method, path, true]);
  }
  const { port, origin } = region.door;
  expect(await knocksAsAgent({ port, accessUrl: origin }, { authorization: headers.authorization })).toBe(401);
  const app = createHttpClient(new URL(region.appUrl(proxy)).origin, { port: proxy.port });
  expect((await app.get("/x", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test("SEC-39 a proxy redeems no code for a host of another gateway, and its own for the browser that it was given to alone", async ({
  region,
}) => {
  const { door, accessUrl } = region;
  const { token } = await region.add();
  const proxy = await region.start({ token });
  await expectConnected(region, proxy);
  await openApp(region, proxy);
  const ask = (body: object) =>
    door.client().post("/api/v1/proxy/redeem", body, { headers: { authorization: `Bearer ${token}`, origin: null } });
  const elsewhere = `http://${region.app.port}--this-machine--ada.apps.${new URL(accessUrl).host}`;
  const here = region.appUrl(proxy);
  for (const base of [elsewhere, here]) {
    const person = await region.visitor();
    // The hand-over up to the code, which a hostile proxy would have seen.
    const begun = await person.visit(`${base}/page`);
    const back = await person.visit(begun.headers.location ?? "");
    const url = new URL(back.headers.location ?? "");
    const [code, state] = [url.searchParams.get("latchkey_code") ?? "", url.searchParams.get("latchkey_state") ?? ""];
    const nonce = person.cookies.find(({ name }) => name.startsWith("latchkey_nonce-"))?.value ?? "";
    const cookieHeader = person.cookieHeader(url.href);
    expect([code, state, nonce].map((text) => text.length > 20)).toEqual([true, true, true]);
    const proof = { code, state, nonce, cookieHeader, host: url.host, ip: "127.0.0.1", userAgent: "e2e" };
    const refused = [
      ...(base === elsewhere ? [proof] : []),
      { ...proof, host: new URL(base === here ? elsewhere : here).host },
      { ...proof, cookieHeader: "" },
      { ...proof, nonce: "0".repeat(nonce.length) },
    ];
    for (const each of refused) expect((await ask(each)).json()).toEqual({ set: null });
    if (base === elsewhere) continue;
    const redeemed = (await ask(proof)).json<{ set: string[] | null }>();
    expect(redeemed.set?.join("\n")).toContain(`latchkey_app_session-${hashOf(proxy.wildcard)}=`);
    expect((await ask(proof)).json()).toEqual({ set: null });
  }
});
