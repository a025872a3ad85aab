import { expect, signInClient, test } from "./fixtures.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { openPostgres } from "./upstreams/postgres.ts";

test("GET /healthz and /readyz answer without a session and without a cookie", async ({ sharedDoor }) => {
  for (const path of ["/healthz", "/readyz"]) {
    const answer = await sharedDoor.client().get(path);
    expect(answer.status).toBe(200);
    expect(answer.setCookies).toEqual([]);
  }
});

test("GET /metrics is off unless it has an address of its own", async ({ sharedDoor }) => {
  const answer = await sharedDoor.client().get("/metrics");
  expect(answer.text).not.toContain("# TYPE");
  expect(answer.status).not.toBe(200);
});

test("an unsafe method needs same-origin by Sec-Fetch-Site, else by Origin, else a bearer token", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const make = (headers: Record<string, string | null>) => client.post("/api/v1/keys", { name: "x" }, { headers });
  expect((await make({ origin: null, "sec-fetch-site": "same-origin" })).status).toBe(201);
  expect((await make({ origin: sharedDoor.origin })).status).toBe(201);
  for (const site of ["same-site", "cross-site", "none", "Same-Origin", ""]) {
    expectProblem(await make({ origin: sharedDoor.origin, "sec-fetch-site": site }), 403, "cross_origin");
  }
  for (const origin of [
    "null",
    `http://latchkey.localhost:${sharedDoor.port + 1}`,
    `https://latchkey.localhost:${sharedDoor.port}`,
    `${sharedDoor.origin}.`,
  ]) {
    expectProblem(await make({ origin }), 403, "cross_origin");
  }
  expectProblem(await make({ origin: null }), 403, "cross_origin");
});

test("what the API does not know or does not take is refused in its own shape", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  expectProblem(await client.get("/api/v1/nowhere"), 404, "not_found");
  expectProblem(await client.get("/api/v2/session"), 404, "not_found");
  expectProblem(await client.get("/api"), 404, "not_found");
  expectProblem(await client.request("PUT", "/api/v1/session", { body: {} }), 405, "method_not_allowed");
  expectProblem(await client.post("/api/v1/keys", "name=x", { headers: { "content-type": "application/x-www-form-urlencoded" } }), 415);
  expectProblem(await client.post("/api/v1/keys", { name: "x".repeat(100_000) }), 413, "payload_too_large");
  expectProblem(await client.post("/api/v1/keys", "{"), 400, "bad_request");
});

test("every answer of the door carries its protections", async ({ sharedDoor }) => {
  for (const path of ["/sign-in", "/", "/api/v1/session", "/sw.js", "/manifest.webmanifest"]) {
    const { headers } = await sharedDoor.client().get(path, { headers: { accept: "text/html" } });
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["x-powered-by"], path).toBeUndefined();
    expect(headers["content-security-policy"], path).toBeTruthy();
  }
});

test("the worker, the manifest and the icons answer without a session and are asked for again each day", async ({ sharedDoor }) => {
  const client = sharedDoor.client();
  const worker = await client.get("/sw.js");
  expect(worker.status).toBe(200);
  expect(worker.headers["cache-control"]).toContain("no-store");
  const manifest = await client.get("/manifest.webmanifest");
  expect(manifest.headers["cache-control"]).toMatch(/no-cache|max-age=0|must-revalidate/);
  const { icons, ...rest } = manifest.json<{ icons: { src: string; sizes: string; purpose?: string }[]; [name: string]: unknown }>();
  expect(rest).toMatchObject({
    id: "/",
    scope: "/",
    display: "standalone",
    display_override: expect.any(Array),
    start_url: expect.any(String),
  });
  expect(rest).toMatchObject({ shortcuts: expect.any(Array), screenshots: expect.any(Array), launch_handler: expect.any(Object) });
  expect(rest).toMatchObject({ background_color: expect.any(String), theme_color: expect.any(String) });
  expect(icons.map((icon) => icon.sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  expect(icons.map((icon) => icon.purpose)).toEqual(expect.arrayContaining(["maskable", "monochrome"]));
  const screenshots = rest["screenshots"] as { src: string; form_factor: string }[];
  expect(screenshots.map((screenshot) => screenshot.form_factor)).toEqual(expect.arrayContaining(["wide", "narrow"]));
  for (const { src } of [...icons, ...screenshots]) {
    const file = await client.get(new URL(src, sharedDoor.origin).pathname);
    expect(file.status, src).toBe(200);
    expect(file.headers["content-type"], src).toMatch(/^image\//);
    expect(file.headers["cache-control"], src).toMatch(/no-cache|max-age=0|must-revalidate/);
  }
});

test("the resume document and the shell hold nothing private and are for anyone", async ({ sharedDoor }) => {
  const resume = await sharedDoor.client().get("/", { headers: { accept: "text/html" } });
  expect(resume.status).toBe(401);
  expect(resume.headers["cache-control"]).toContain("no-store");
  const client = await signInClient(sharedDoor);
  const shell = await client.get("/shell");
  const anonymous = await sharedDoor.client().get("/shell");
  expect([shell.status, anonymous.status]).toEqual([200, 200]);
  for (const text of [resume.text, shell.text, anonymous.text]) expect(text).not.toContain(owner.email);
});

test("G13 text that a database refuses is 400 with its field, whichever database it is, and never an outage", async ({ startDoor }) => {
  const postgres = await openPostgres();
  for (const door of [await startDoor(), await startDoor({ env: { LATCHKEY_DATABASE_URL: postgres.url } })]) {
    const client = await signInClient(door);
    for (const bad of ["a\0b", "\ud800", "x\udc00"])
      for (const [method, path, body, field] of [
        ["POST", "/api/v1/keys", { name: bad }, "name"],
        ["POST", "/api/v1/session", { email: `${bad}@example.com`, password: "x" }, "email"],
        ["POST", "/api/v1/workspaces", { name: bad }, "name"],
        ["PUT", "/api/v1/workspaces/this-machine/apps/wiki", { url: "http://localhost:5000", name: bad }, "name"],
        ["POST", "/api/v1/workspaces/this-machine/terminals", { command: bad }, "command"],
      ] as const) {
        // JSON escapes them itself; as raw bytes they would be no JSON at all.
        const answer = await client.request(method, path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
        expect([path, answer.status, answer.json()]).toMatchObject([path, 400, { code: "bad_request", field }]);
      }
    expect((await client.get("/api/v1/activity?before=%00")).status).toBe(400);
    expect((await client.get("/api/v1/session")).status).toBe(200);
    expect(door.log()).not.toContain("not answering");
  }
  await postgres.close();
});
