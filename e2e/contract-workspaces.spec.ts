/** contract.md, "API": workspaces, apps and ports, over the running server. */
import { createPerson, expect, signInClient, test as base } from "./fixtures.ts";
import type { HttpClient } from "./models/http-client.ts";
import { member } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";

const test = base.extend<{ client: HttpClient }>({
  /** The owner, signed in. */
  client: async ({ door }, use) => use(await signInClient(door)),
});
const workspace = "/api/v1/workspaces/this-machine";

interface Listed {
  workspaces: { id: string; name: string; owner: string; state: string; apps: { slug: string }[]; ports: { port: number }[] }[];
}

test("an app is declared, listed with its host, changed in part, and deleted", async ({ door, client }) => {
  const made = await put(client, `${workspace}/apps/grafana`, { name: "Charts", url: "http://127.0.0.1:3001/d", healthPath: "/up" });
  expect(made.status, made.text).toBe(200);
  const listed = async () => JSON.parse((await client.get("/api/v1/workspaces")).text) as Listed;
  expect((await listed()).workspaces).toEqual([
    expect.objectContaining({ id: "this-machine", name: "this-machine", state: "online", ports: expect.any(Array) as unknown }),
  ]);
  expect((await listed()).workspaces[0]?.apps).toEqual([
    expect.objectContaining({
      ...{ slug: "grafana", name: "Charts", url: "http://127.0.0.1:3001/d", sharing: "owner" },
      host: `grafana--this-machine--ada.apps.latchkey.localhost:${new URL(door.origin).port}`,
      health: expect.stringMatching(/^(healthy|unhealthy|unknown)$/) as unknown,
    }),
  ]);
  const shared = await put(client, `${workspace}/apps/grafana`, { sharing: "authenticated", sharedUntil: "2999-01-01T00:00:00Z" });
  expect(JSON.parse(shared.text)).toMatchObject({ name: "Charts", sharing: "authenticated", sharedUntil: "2999-01-01T00:00:00.000Z" });
  expect((await client.delete(`${workspace}/apps/grafana`)).status).toBe(204);
  expectProblem(await client.delete(`${workspace}/apps/grafana`), 404, "not_found");
  expect((await listed()).workspaces[0]?.apps).toEqual([]);
});

test("a port is shared, listed with its sharing, and one that may not be opened is 400", async ({ door, client }) => {
  const shared = await put(client, `${workspace}/ports/4321`, { sharing: "public" });
  expect(JSON.parse(shared.text)).toMatchObject({
    port: 4321,
    sharing: "public",
    host: expect.stringContaining("4321--this-machine") as unknown,
  });
  const tls = await put(client, `${workspace}/ports/4321`, { sharing: "authenticated", tls: true });
  expect(JSON.parse(tls.text)).toMatchObject({ sharing: "authenticated", host: expect.stringContaining("4321s--this-machine") as unknown });
  for (const port of ["80", "70000", "0", "x", "04321", new URL(door.origin).port]) {
    expectProblem(await put(client, `${workspace}/ports/${port}`, { sharing: "public" }), 400, "bad_request");
  }
});

test("a bad slug, a URL outside the loopback and an unknown level are 400 and name the field", async ({ client }) => {
  const url = "http://127.0.0.1:3001";
  for (const [slug, body, field] of [
    ["Web", { url }, "slug"],
    ["a--b", { url }, "slug"],
    ["web", { url: "http://192.0.2.1" }, "url"],
    ["web", {}, "url"],
    ["web", { url, sharing: "everybody" }, "sharing"],
    ["web", { url, cors: "all" }, "cors"],
    ["web", { url, sharedUntil: "soon", sharing: "public" }, "sharedUntil"],
  ] as const) {
    const answer = await put(client, `${workspace}/apps/${slug}`, body);
    expect(expectProblem(answer, 400, "bad_request")).toMatchObject({ field });
  }
});

test("another person sees what is shared and changes none of it; a token needs the scope", async ({ door, client }) => {
  await createPerson(door, member);
  const other = await signInClient(door, member);
  expect(JSON.parse((await other.get("/api/v1/workspaces")).text)).toEqual({ workspaces: [] });
  expectProblem(await other.get(workspace), 404, "not_found");
  await put(client, `${workspace}/apps/ours`, { url: "http://127.0.0.1:3001", sharing: "authenticated" });
  await put(client, `${workspace}/apps/mine`, { url: "http://127.0.0.1:3001" });
  const seen = JSON.parse((await other.get(workspace)).text) as Listed["workspaces"][number];
  expect(seen.apps.map(({ slug }) => slug)).toEqual(["ours"]);
  expectProblem(await put(other, `${workspace}/apps/ours`, { sharing: "public" }), 403, "forbidden");
  expectProblem(await other.delete(`${workspace}/apps/ours`), 403, "forbidden");
  const { token } = JSON.parse((await client.post("/api/v1/keys", { name: "reads", scopes: ["workspaces:read"] })).text) as {
    token: string;
  };
  const headers = { cookie: "", authorization: `Bearer ${token}` };
  expect((await client.get(workspace, { headers })).status).toBe(200);
  expectProblem(await put(client, `${workspace}/apps/ours`, { sharing: "public" }, headers), 403, "scope_missing");
});

function put(client: HttpClient, path: string, body: unknown, headers: Record<string, string> = {}) {
  return client.request("PUT", path, { body, headers });
}
