/** Terminals through a regional proxy: the same shell by another way, for who may open it here, and through the door when that way is gone. */
import type { Page, WebSocket } from "@playwright/test";
import { createPerson, signInClient } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import type { HttpClient } from "./models/http-client.ts";
import { member, owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { deadWithinMs } from "./models/promise.ts";
import { startProxy, type ProxyProcess } from "./models/proxy-process.ts";
import { prompt } from "./models/shell-home.ts";
import { createTerminalPage, openTerminalFromHome } from "./models/terminal-page.ts";
import { expect, test as base } from "./models/terminal-test.ts";
import { kinds, openViewerSocket, tryTerminalHandshake, type ViewerSocket } from "./models/viewer-socket.ts";
import { openTerminal } from "./terminal-fixtures.ts";

interface Region {
  id: string;
  proxy: ProxyProcess;
  host: string;
}

const slow = { timeout: 60_000 };

const test = base.extend<{ client: HttpClient; openRegion(name: string): Promise<Region> }>({
  client: async ({ machine }, use) => use(await signInClient(machine)),
  /** A proxy that runs, and that the door's own machine has dialled. */
  openRegion: async ({ machine, client }, use) => {
    const proxies: ProxyProcess[] = [];
    await use(async (name) => {
      const made = (await client.post("/api/v1/proxies", { name })).json<{ proxy: { id: string }; token: string }>();
      const addresses = { accessUrl: `http://${name}.localhost:{port}`, wildcard: `*.${name}.localhost:{port}` };
      const proxy = await startProxy({ primaryUrl: machine.origin, token: made.token, ...addresses });
      proxies.push(proxy);
      const { host } = new URL(proxy.accessUrl);
      await expect.poll(() => machine.log().includes(`Connected to the proxy ${host}`), slow).toBe(true);
      return { id: made.proxy.id, proxy, host };
    });
    await Promise.all(proxies.map((proxy) => proxy.kill()));
  },
});

test("a shell goes through the chosen region, also after a reload, and through the door by itself when the proxy is killed", async ({
  machine,
  page,
  openRegion,
}) => {
  test.setTimeout(240_000);
  const { id, proxy, host } = await openRegion("sydney");
  await bePatient(page);
  const sockets = watchTerminals(page);
  await createDoorPage(page, machine.origin).signIn(owner);
  await choose(page, id);
  const terminal = await openTerminalFromHome(page);
  await terminal.expectText(prompt.trim());
  await terminal.run("mark=alive; echo $mark", /^alive$/m);
  const doorHost = new URL(machine.origin).host;
  expect(sockets.hosts()).toEqual([host]);
  await page.reload();
  await createTerminalPage(page).expectText("alive");
  await terminal.run("echo again $mark", /^again alive$/m);
  expect(sockets.hosts()).toEqual([host, host]);
  for (const socket of sockets.all()) expect(socket.url()).not.toMatch(/ticket|Fe26/);

  // In the middle of output.
  await terminal.type("for i in $(seq 1 400); do echo n$i; sleep 0.02; done; echo over\n");
  await terminal.expectText(/^n\d+$/m);
  await proxy.kill();
  await terminal.expectText(/^over$/m, slow.timeout);
  expect(sockets.hosts().at(-1)).toBe(doorHost);
  // Every line once, and what is typed reaches the same shell.
  const last = (await terminal.lines()).filter((line) => /^n\d+$/.test(line));
  expect(last).toEqual(last.map((_, index) => `n${400 - last.length + 1 + index}`));
  await terminal.run("echo still $mark", /^still alive$/m);
  await page.reload();
  await terminal.run("echo once more $mark", /^once more alive$/m);
  expect(sockets.hosts().at(-1)).toBe(doorHost);
});

test("SEC-28 a session that ends closes its terminals at a proxy within 5 s, and the shell lives on", async ({
  machine,
  page,
  client,
  openRegion,
}) => {
  test.setTimeout(240_000);
  const region = await openRegion("sydney");
  await bePatient(page);
  const sockets = watchTerminals(page);
  await createDoorPage(page, machine.origin).signIn(owner);
  await choose(page, region.id);
  const terminal = await openTerminalFromHome(page);
  await terminal.run("mark=alive; echo $mark", /^alive$/m);
  expect(sockets.hosts()).toEqual([region.host]);
  const other = await signInClient(machine);
  const { id } = await openTerminal(other, { command: "while true; do echo tick; sleep 0.05; done" });
  const viewer = openViewerSocket(await atProxy(machine, region, other, id));
  await viewer.until("tick");
  const began = Date.now();
  expect((await client.delete("/api/v1/keys?except=current")).status).toBe(204);
  expect((await viewer.closed).code).toBe(4001);
  const heard = viewer.messages.length;
  expect(Date.now() - began).toBeLessThan(deadWithinMs);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible({ timeout: deadWithinMs });
  expect(viewer.messages.length).toBe(heard);
  const again = openViewerSocket(await atProxy(machine, region, client, id));
  await again.until("tick");
  again.drop();
});

test("SEC-39 SEC-41 a ticket opens one socket of one terminal at one proxy, for pages of the door alone", async ({
  machine,
  client,
  openRegion,
}) => {
  test.setTimeout(240_000);
  const [sydney, tokyo] = [await openRegion("sydney"), await openRegion("tokyo")];
  const { id } = await openTerminal(client);
  const other = await openTerminal(client);
  const attempt = async (
    to: Region,
    { terminal = id, origin = machine.origin as string | null, ticket = "", headers = {} as Record<string, string> } = {},
  ) =>
    tryTerminalHandshake({ port: to.proxy.port, origin: to.proxy.accessUrl }, terminal, {
      ...{ origin, "sec-websocket-protocol": `latchkey-terminal, ticket.${ticket || (await askTicket(client, id, sydney)).ticket}` },
      ...headers,
    });
  expect(await attempt(tokyo)).toBe(403);
  expect(await attempt(sydney, { terminal: other.id })).toBe(403);
  // Not earlier: it is good for 30 s, and a busy machine takes its time for each.
  const { ticket, url } = await askTicket(client, id, sydney);
  expect(url).toBe(`ws://${sydney.host}/api/v1/terminals/${id}/socket`);
  for (const origin of [sydney.proxy.accessUrl, `http://app.${new URL(machine.origin).host}`, "null", null])
    expect(await attempt(sydney, { origin, ticket }), String(origin)).toBe(403);
  expect(await attempt(sydney, { ticket })).toBe(101);
  expect(await attempt(sydney, { ticket })).toBe(403);
  // Neither a session nor a token opens one there.
  const cookie = client.cookieHeader();
  expect(
    await tryTerminalHandshake({ port: sydney.proxy.port, origin: sydney.proxy.accessUrl }, id, { origin: machine.origin, cookie }),
  ).toBe(403);

  await createPerson(machine, member);
  const bo = await signInClient(machine, member);
  const theirs = openViewerSocket(await atProxy(machine, sydney, bo, id));
  expect(await theirs.closed).toEqual({ code: 4004, reason: "not_found" });
  expectProblem(await client.post(`/api/v1/terminals/${id}/tickets`, { region: "nowhere" }), 404, "not_found");
  expectProblem(await machine.client().post(`/api/v1/terminals/${id}/tickets`, { region: sydney.id }), 401, "no_session");
  await tokyo.proxy.kill();
  const status = async () => (await client.post(`/api/v1/terminals/${id}/tickets`, { region: tokyo.id })).status;
  await expect.poll(status, slow).toBe(404);
});

test("a viewer that changes between door and proxy misses no byte and gets none twice, and its typing arrives once", async ({
  machine,
  client,
  openRegion,
}) => {
  test.setTimeout(240_000);
  const sydney = await openRegion("sydney");
  const command = "stty -echo; echo ready; while read word; do for i in $(seq 1 100); do echo $word-$i; sleep 0.005; done; done";
  const { id } = await openTerminal(client, { command });
  const atDoor = { port: machine.port, origin: machine.origin, id, headers: { cookie: client.cookieHeader() } };
  let viewer = openViewerSocket(atDoor);
  const began = "ready\r\n".length;
  await expect.poll(() => viewer.offset()).toBe(began);
  let [text, typed, offset] = ["", 0, began];
  const words = ["one", "two", "three", "four"];
  for (const [turn, word] of words.entries()) {
    viewer.type(`${word}\n`, typed);
    typed += word.length + 1;
    await viewer.until(new RegExp(`${word}-[1-9]`));
    viewer.drop();
    await viewer.closed;
    text += outputFrom(viewer, offset);
    offset = viewer.offset() ?? 0;
    const next = turn % 2 === 0 ? await atProxy(machine, sydney, client, id) : atDoor;
    viewer = openViewerSocket({ ...next, offset });
    expect(await viewer.json(kinds.hello)).toMatchObject({ received: typed });
  }
  await viewer.until("four-100\r\n");
  text += outputFrom(viewer, offset);
  viewer.drop();
  const lines = words.flatMap((word) => Array.from({ length: 100 }, (_, index) => `${word}-${index + 1}\r\n`));
  expect(text).toBe(lines.join(""));
});

/** The bytes that came, from an offset of the terminal's output on; a byte that came twice is in it twice. */
function outputFrom({ messages }: ViewerSocket, from: number): string {
  const output = messages.filter(({ kind, payload }) => kind === kinds.output && Number(payload.readBigUInt64BE()) >= from);
  return Buffer.concat(output.map(({ payload }) => payload.subarray(8))).toString();
}

/** The sockets of terminals that a page opens, in order. */
function watchTerminals(page: Page): { all(): WebSocket[]; hosts(): string[] } {
  const all: WebSocket[] = [];
  page.on("websocket", (socket) => void (socket.url().includes("/terminals/") && all.push(socket)));
  return { all: () => all, hosts: () => all.map((socket) => new URL(socket.url()).host) };
}

/** Whom it waits for a page leaves after a few seconds, a region for one. That is not the subject here, and on a busy machine all take longer. */
async function bePatient(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const before = window.setTimeout.bind(window);
    const later = (work: () => void, ms = 0, ...given: never[]) => before(work, ms < 3_000 ? ms : 20 * ms, ...given);
    Object.assign(window, { setTimeout: later });
  });
}

/** As the screen of the regions keeps it. */
async function choose(page: Page, region: string): Promise<void> {
  await page.evaluate((id) => localStorage.setItem("latchkey-region", JSON.stringify({ choice: id, nearest: null, among: [] })), region);
  // The policy of a page names the proxies that were there when it was loaded.
  await page.reload();
}

async function askTicket(client: HttpClient, terminal: string, { id }: Region): Promise<{ ticket: string; url: string }> {
  const answer = await client.post(`/api/v1/terminals/${terminal}/tickets`, { region: id });
  expect(answer.status, answer.text).toBe(201);
  return answer.json();
}

/** Where and with what this person's next socket of a terminal is opened at a proxy. */
async function atProxy(machine: DoorServer, region: Region, client: HttpClient, id: string) {
  const { ticket } = await askTicket(client, id, region);
  const protocols = ["latchkey-terminal", `ticket.${ticket}`];
  return { port: region.proxy.port, origin: machine.origin, id, protocols, headers: { host: region.host } };
}
