/** Keys that outlive the session, and what is opened to everybody: the password first, if it was not given in this session a moment ago. */
import type { Page } from "@playwright/test";
import { createPerson, expect, signInClient, test } from "./fixtures.ts";
import { openDoorDatabase } from "./models/door-database.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { createTestDevice } from "./models/device.ts";
import type { HttpClient } from "./models/http-client.ts";
import { member, owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";

const machine = "/api/v1/workspaces/this-machine";

/** As after ten minutes and a second: what the server remembers of the sessions is from before as well. */
async function letTimePass(door: DoorServer): Promise<void> {
  await door.stop();
  const database = openDoorDatabase(door.dataDir);
  database.forgetPasswords();
  database.close();
  await door.start();
}

test("F9 a session makes no token, no machine and nothing public unless the password was given in it in the last ten minutes", async ({
  door,
}) => {
  const client = await signInClient(door);
  const { workspace } = (await client.post("/api/v1/workspaces", { name: "box" })).json<{ workspace: { id: string } }>();
  const put = (path: string, body: unknown) => client.request("PUT", path, { body });
  expect((await put(`${machine}/apps/web`, { url: "http://127.0.0.1:3001", sharing: "public" })).status).toBe(200);
  await letTimePass(door);

  const acts: (() => ReturnType<HttpClient["get"]>)[] = [
    () => client.post("/api/v1/keys", { name: "token" }),
    () => client.post("/api/v1/workspaces", { name: "another" }),
    () => client.post(`/api/v1/workspaces/${workspace.id}/token`),
    () => put(`${machine}/ports/5005`, { sharing: "public" }),
    () => put(`${machine}/apps/new`, { url: "http://127.0.0.1:3002", sharing: "public" }),
    // Another place behind a public address is made public by it.
    () => put(`${machine}/apps/web`, { url: "http://127.0.0.1:3003" }),
  ];
  const refuseAll = async () => {
    for (const act of acts) expectProblem(await act(), 403, "password_needed");
  };
  await refuseAll();
  // What opens nothing to anybody is done as before.
  expect((await put(`${machine}/apps/web`, { name: "Web" })).status).toBe(200);
  expect((await put(`${machine}/ports/5005`, { sharing: "authenticated" })).status).toBe(200);
  // Neither another session's password nor a wrong one helps.
  await signInClient(door);
  expectProblem(await client.post("/api/v1/session/confirm", { password: "not-It-at-all-77" }), 403, "wrong_password");
  await refuseAll();
  expect((await client.post("/api/v1/session/confirm", { password: owner.password })).status).toBe(204);
  for (const act of acts) expect((await act()).status).toBeLessThan(300);
});

test("F9 a device key gives the session back, and not the password", async ({ door }) => {
  const device = createTestDevice();
  const client = door.client();
  const signedIn = await client.post("/api/v1/session", { email: owner.email, password: owner.password, deviceKey: device.publicJwk });
  const { deviceId } = signedIn.json<{ deviceId: string }>();
  await letTimePass(door);
  client.cookies.clear();
  const { challenge } = (await client.post("/api/v1/session/resume", { deviceId })).json<{ challenge: string }>();
  const signature = device.sign(door.origin, deviceId, challenge);
  expect((await client.post("/api/v1/session/resume", { deviceId, challenge, signature })).status).toBe(200);
  expectProblem(await client.post("/api/v1/keys", { name: "token" }), 403, "password_needed");
});

test("F9 a bearer token is never asked, and needs a scope of its own for each; workspaces:write does neither any more", async ({
  door,
}) => {
  const client = await signInClient(door);
  const make = async (scopes: string[]) => {
    const { token } = (await client.post("/api/v1/keys", { name: scopes.join(" "), scopes })).json<{ token: string }>();
    return { headers: { authorization: `Bearer ${token}` } };
  };
  const [writes, enrols, publishes, all] = [
    await make(["workspaces:write", "workspaces:read"]),
    await make(["machines:enrol"]),
    await make(["workspaces:write", "apps:publish"]),
    await make(["all"]),
  ];
  await letTimePass(door);
  const asked = door.client();
  const share = (sharing: string, options: object) => asked.request("PUT", `${machine}/ports/5005`, { body: { sharing }, ...options });
  for (const each of [writes, publishes])
    expectProblem(await asked.post("/api/v1/workspaces", { name: "box" }, each), 403, "scope_missing");
  const made = await asked.post("/api/v1/workspaces", { name: "box" }, enrols);
  expect(made.status, made.text).toBe(201);
  const { workspace } = made.json<{ workspace: { id: string } }>();
  expectProblem(await asked.post(`/api/v1/workspaces/${workspace.id}/token`, undefined, writes), 403, "scope_missing");
  expect((await asked.post(`/api/v1/workspaces/${workspace.id}/token`, undefined, enrols)).status).toBe(201);
  expectProblem(await share("public", writes), 403, "scope_missing");
  expect((await share("authenticated", writes)).status).toBe(200);
  for (const each of [publishes, all]) {
    expect((await share("public", each)).status).toBe(200);
    expect((await share("owner", each)).status).toBe(200);
  }
  expect((await asked.post("/api/v1/keys", { name: "more" }, all)).status).toBe(201);
});

test("F9 a changed password, and the end of all other sessions, end the tokens that are named with them", async ({ door }) => {
  await createPerson(door, member);
  const [client, other] = [await signInClient(door), await signInClient(door, member)];
  const make = async (by: HttpClient) => (await by.post("/api/v1/keys", { name: "t" })).json<{ key: { id: string }; token: string }>();
  const tokens = [await make(client), await make(client), await make(client)] as const;
  const theirs = await make(other);
  const status = async ({ token }: { token: string }) =>
    (await door.client().get("/api/v1/session", { headers: { authorization: `Bearer ${token}` } })).status;
  const change = { current: owner.password, next: owner.password, endTokens: [tokens[0].key.id, theirs.key.id] };
  expect((await client.post("/api/v1/account/password", change)).status).toBe(204);
  expect([await status(tokens[0]), await status(tokens[1]), await status(theirs)]).toEqual([401, 200, 200]);
  expect((await client.delete(`/api/v1/keys?except=current&tokens=${tokens[1].key.id},nothing`)).status).toBe(204);
  expect([await status(tokens[1]), await status(tokens[2])]).toEqual([401, 200]);
});

test("F9 each act asks in place, and goes on with what was filled in", async ({ door, page, openApp }) => {
  const app = await openApp();
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await letTimePass(door);

  await page.goto(`${door.origin}/tokens`);
  await pages.button("New token").first().click();
  await pages.field("Name").fill("backup script");
  await page.getByLabel("Life").selectOption("7d");
  await expect(page.getByLabel("Life").locator("option").last()).toHaveText("90 days");
  await pages.button("Create token").click();
  await pages.field("Password").fill("not the password");
  await pages.button("Continue").click();
  await expect(page.getByRole("alert").filter({ hasText: /wrong/ })).toBeVisible();
  await answer(page, door);
  await expect(page.getByTestId("token")).toHaveText(/^lk_/);
  await pages.button("Done").click();
  await expect(page.getByRole("listitem").filter({ hasText: "backup script" })).toBeVisible();

  await letTimePass(door);
  await page.goto(`${door.origin}/`);
  await page.getByRole("button", { name: /Add a machine/ }).click();
  await pages.field("Name").fill("workstation");
  await pages.button("Make the command").click();
  await answer(page, door);
  await expect(page.getByRole("dialog", { name: /Command for workstation/i })).toBeVisible();

  await letTimePass(door);
  await page.goto(`${door.origin}/`);
  await page.getByRole("button", { name: `More about port ${app.port}`, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Share" }).click();
  await page.getByRole("radio", { name: /^Anybody with the link/ }).check();
  await pages.button("Share with anybody").click();
  await answer(page, door);
  const anybody = door.client(`http://${app.port}--this-machine--ada.apps.latchkey.localhost:${door.port}`);
  await expect.poll(async () => (await anybody.get("/")).status).toBe(200);
});

async function answer(page: Page, door: DoorServer): Promise<void> {
  const pages = createDoorPage(page, door.origin);
  await pages.field("Password").fill(owner.password);
  await pages.button("Continue").click();
}
