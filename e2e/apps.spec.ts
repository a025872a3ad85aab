/** Apps of this machine on hosts of their own: opened with the door's session, in a real browser. */
import { once } from "node:events";
import type { RequestListener } from "node:http";
import { WebSocket } from "ws";
import { expect, signInClient, test } from "./fixtures.ts";
import { visitApp } from "./models/app-visit.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { findPortLink } from "./models/home-list.ts";
import { owner } from "./models/people.ts";
import type { App } from "./upstreams/app.ts";

test("signed in, an app opens at once with its URL kept, and again after a kill and relaunch", async ({ door, openApp, openProfile }) => {
  const app = await openApp();
  const profile = await openProfile();
  await createDoorPage(profile.tab, door.origin).signIn(owner);
  const url = `${originOf(app, door)}/deep%20link/?a=b&c=%2F`;
  await profile.tab.goto(url);
  await expect(profile.tab.getByText("hello from the app")).toBeVisible();
  expect(profile.tab.url()).toBe(url);
  await profile.killAll();
  await profile.launch();
  // The kill came before the browser wrote any cookie: the door resumes, and hands over again.
  await profile.tab.goto(url);
  await expect(profile.tab.getByText("hello from the app")).toBeVisible();
  expect(app.requests.map((request) => request.headers.cookie ?? "").join()).not.toContain("latchkey_");
});

test("without a session an app leads to the sign-in page and back to the very URL", async ({ door, openApp, page }) => {
  const app = await openApp();
  const url = `${originOf(app, door)}/deep/link?q=1&r=%20#part`;
  await page.goto(url);
  const pages = createDoorPage(page, door.origin);
  await pages.expectSignInPage();
  await pages.fillSignIn(owner);
  await expect(page.getByText("hello from the app")).toBeVisible();
  expect(page.url()).toBe(url.replace("#part", ""));
  expect(app.requests.filter((request) => request.url === "/deep/link?q=1&r=%20")).toHaveLength(1);
});

test("ending the session elsewhere ends the app within 5 s: its stream is cut, and the next visit asks to sign in", async ({
  door,
  openApp,
  page,
}) => {
  const app = await openApp((request, response) => {
    if (request.url !== "/events") return greet(request, response);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
  });
  await createDoorPage(page, door.origin).signIn(owner);
  await page.goto(originOf(app, door));
  await page.evaluate(() => {
    const source = new EventSource("/events");
    source.onmessage = () => (document.title = "streaming");
    source.onerror = () => (document.title = "cut");
  });
  await expect(page).toHaveTitle("streaming");
  const elsewhere = await signInClient(door);
  expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
  // By the door's clock 5 s; a busy machine takes its time to tell the page and this test.
  await expect(page).toHaveTitle("cut", { timeout: 15_000 });
  await page.goto(originOf(app, door));
  await createDoorPage(page, door.origin).expectSignInPage();
});

test("SEC-34 an app that orders the browser to clear its data signs nobody out", async ({ door, openApp, page }) => {
  const app = await openApp((request, response) => {
    response.setHeader("clear-site-data", '"cookies", "storage"');
    response.setHeader("set-cookie", [
      "latchkey_session-x=evil; Domain=latchkey.localhost; Path=/",
      "wide=1; Domain=latchkey.localhost; Path=/",
    ]);
    greet(request, response);
  });
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  await page.goto(originOf(app, door));
  await expect(page.getByText("hello from the app")).toBeVisible();
  const cookies = await page.context().cookies();
  expect(cookies.filter((cookie) => cookie.value === "evil")).toEqual([]);
  expect(cookies.find((cookie) => cookie.name === "wide")?.domain).toBe(new URL(originOf(app, door)).hostname);
  await pages.open("/");
  await pages.expectHome();
});

test("SEC-23 a cookie of our name tossed by an app's script neither signs out nor becomes somebody else", async ({
  door,
  openApp,
  page,
}) => {
  const app = await openApp();
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  const name = (await page.context().cookies()).find((cookie) => cookie.name.startsWith("latchkey_session-"))?.name ?? "";
  await page.goto(originOf(app, door));
  await page.evaluate((ours) => {
    for (const path of ["/", "/devices", "/api/v1/session"]) document.cookie = `${ours}=tossed; Domain=latchkey.localhost; Path=${path}`;
  }, name);
  await pages.open("/devices");
  await expect(pages.heading("Devices")).toBeVisible();
  await pages.signOut();
  await pages.open("/");
  await pages.expectSignInPage();
});

test("a server that is started while home is open shows up there by itself and opens with one tap", async ({ door, openApp, page }) => {
  const pages = createDoorPage(page, door.origin);
  await pages.signIn(owner);
  const app = await openApp();
  await (await findPortLink(page, app.port)).click();
  await expect(page.getByText("hello from the app")).toBeVisible();
});

test("an app's sockets live at paths that are the door's own or Next's, before and after Next has served a page", async ({ door }) => {
  const { app, person, origin, host } = await visitApp(door);
  const cookie = person.cookieHeader(`${origin}/`);
  for (const path of ["/", "/devices", "/api/v1/session", "/api/v1/live", "/_next/webpack-hmr", "/_next/static/x.js"]) {
    // Next adds a listener of its own to the server that it serves, and closes what it takes for its routes.
    expect((await person.visit(`${door.origin}/devices`)).status).toBe(200);
    const socket = new WebSocket(`ws://127.0.0.1:${door.port}${path}`, { headers: { host, cookie, origin } });
    await once(socket, "open");
    for (const word of ["first", "second"]) {
      const echoed = once(socket, "message");
      socket.send(word);
      expect([path, String((await echoed)[0])]).toEqual([path, word]);
    }
    socket.terminate();
  }
  await app.close();
});

test("lists what listens on this machine, with the address to open it", async ({ door, openApp }) => {
  const app = await openApp();
  const client = await signInClient(door);
  const answer = await client.get("/api/v1/workspaces");
  const { workspaces } = JSON.parse(answer.text) as {
    workspaces: { name: string; ports: { port: number; host: string; sharing: string }[] }[];
  };
  expect(workspaces.map((workspace) => workspace.name)).toEqual(["this-machine"]);
  expect(workspaces[0]?.ports).toContainEqual(
    expect.objectContaining({ port: app.port, host: new URL(originOf(app, door)).host, sharing: "owner" }),
  );
  expect(workspaces[0]?.ports.map((port) => port.port)).not.toContain(door.port);
});

const greet: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end("<!doctype html><title>app</title><h1>hello from the app</h1>");
};

function originOf(app: App, door: DoorServer): string {
  return `http://${app.port}--this-machine--${owner.name}.apps.latchkey.localhost:${door.port}`;
}
