/** A door and its regional proxies as real processes, with a network between them that can be cut. */
import { WebSocket } from "ws";
import { expect, setUpOwner, signInClient, test as base, type StartOptions } from "./fixtures.ts";
import { startAgent, type AgentProcess } from "./models/agent-process.ts";
import { startCutWire, type CutWire } from "./models/cut-wire.ts";
import { createDoorServer, type DoorServer } from "./models/door-server.ts";
import { findFreePort } from "./models/free-port.ts";
import type { HttpClient } from "./models/http-client.ts";
import { findSecretsInLog } from "./models/log-secrets.ts";
import { member, owner, type Person } from "./models/people.ts";
import { startProxy, type ProxyOptions, type ProxyProcess } from "./models/proxy-process.ts";
import { createVisitor, type Visitor } from "./models/visitor.ts";
import { startGuardedApp, type GuardedApp } from "./upstreams/guarded-app.ts";

export { expect };

/**
 * The promise is dead everywhere within 5 s, and the parts are held to it with clocks of their own. Here five processes have to be given their turns
 * as well, by a machine that does other things besides.
 */
export const withinMs = 15_000;

export interface AddedProxy {
  id: string;
  token: string;
}

export interface Machine {
  id: string;
  /** Of its agent. */
  token: string;
  agent: AgentProcess;
  /** Where the app opens on it. */
  base: string;
}

export interface Region {
  door: DoorServer;
  /** Through which proxies and people come to the door: its access URL is here. */
  wire: CutWire;
  accessUrl: string;
  /** The owner, signed in. */
  client: HttpClient;
  /** As "Add a proxy" does. */
  add(name?: string): Promise<AddedProxy>;
  /** Starts a proxy and does not wait for it. */
  start(given: Partial<ProxyOptions> & { token: string }): Promise<ProxyProcess>;
  /** Adds one, starts it, and waits until the door and this machine are connected to it. */
  open(flags?: Record<string, string>): Promise<ProxyProcess>;
  visitor(person?: Person | null): Promise<Visitor>;
  /** Called when the test is over, before the door is closed. */
  onClose(close: () => Promise<void>): void;
  app: GuardedApp;
  /** Where the app opens through a proxy. */
  appUrl(proxy: ProxyProcess, workspace?: string, port?: number): string;
}

export const test = base.extend<{ region: Region; openRegion(options?: StartOptions): Promise<Region> }>({
  openRegion: async ({}, use) => {
    const closing: (() => Promise<void>)[] = [];
    const regions: { door: DoorServer; proxies: ProxyProcess[]; app: GuardedApp }[] = [];
    await use(async ({ flags = {}, ...options } = {}) => {
      const port = await findFreePort();
      const wire = await startCutWire(port);
      const accessUrl = `http://latchkey.localhost:${wire.port}`;
      const own = { "access-url": accessUrl, "wildcard-access-url": `*.apps.latchkey.localhost:${wire.port}` };
      const door = await createDoorServer({ port, ...options, flags: { ...own, ...flags } });
      closing.push(wire.close, door.close);
      await door.start();
      await setUpOwner(door);
      const app = await startGuardedApp();
      closing.unshift(app.close);
      const proxies: ProxyProcess[] = [];
      regions.push({ door, proxies, app });
      const client = await signInClient(door);
      const region: Region = {
        ...{ door, wire, accessUrl, client, app },
        onClose: (close) => void closing.unshift(close),
        async add(name = "Sydney") {
          const answer = await client.post("/api/v1/proxies", { name });
          expect(answer.status, answer.text).toBe(201);
          const { proxy, token } = answer.json<{ proxy: { id: string }; token: string }>();
          return { id: proxy.id, token };
        },
        async start(given) {
          const started = await startProxy({
            ...{ primaryUrl: accessUrl, accessUrl: "http://sydney.latchkey.localhost:{port}" },
            ...{ wildcard: "*.sydney.latchkey.localhost:{port}", ...given },
          });
          proxies.push(started);
          dialledBefore.set(started, countDialled(door, started));
          closing.unshift(started.kill);
          return started;
        },
        async open(more = {}) {
          const proxy = await region.start({ token: (await region.add()).token, flags: more });
          await expectConnected(region, proxy);
          return proxy;
        },
        async visitor(person = owner) {
          const visitor = createVisitor({ accessUrl, portOf: (url) => Number(new URL(url).port) });
          if (person) await visitor.signIn(person);
          return visitor;
        },
        appUrl: ({ wildcard }, workspace = "this-machine", of = app.port) =>
          `http://${wildcard.replace("*", `${of}--${workspace}--${owner.name}`)}`,
      };
      return region;
    });
    for (const close of closing) await close();
    for (const { door, proxies, app } of regions) {
      const logs = [door.log(), ...proxies.map((proxy) => proxy.output())];
      const leaks = logs.flatMap((log) => findSecretsInLog(log, door.dataDir, [owner.password, member.password]));
      expect(leaks, "secrets in a log").toEqual([]);
      expect(app.offences, "what the app saw of ours").toEqual([]);
    }
  },
  region: async ({ openRegion }, use) => use(await openRegion()),
});

/** Resolves when the primary has taken the proxy, and the door's own machine has dialled it. */
export async function expectConnected({ door }: Region, proxy: ProxyProcess): Promise<void> {
  await proxy.waitFor("Connected to the door");
  await expect.poll(() => countDialled(door, proxy), { timeout: 60_000 }).toBeGreaterThan(dialledBefore.get(proxy) ?? 0);
}

/** How often this machine had connected to the address of a proxy when that was started: there may have been another one there. */
const dialledBefore = new WeakMap<ProxyProcess, number>();

function countDialled(door: DoorServer, { accessUrl }: ProxyProcess): number {
  return door.log().split(`Connected to the proxy ${new URL(accessUrl).host}.`).length - 1;
}

/** Opens the app's page and gives the person whose browser it is in. */
export async function openApp(region: Region, proxy: ProxyProcess, person: Person = owner, base = region.appUrl(proxy)): Promise<Visitor> {
  const visitor = await region.visitor(person);
  const { answer } = await visitor.navigate(`${base}/page`);
  expect([answer.status, answer.text.includes("hello from the app")]).toEqual([200, true]);
  return visitor;
}

/** Another machine with an agent of its own, which lives on without the door; resolves when its apps open through the proxy. */
export async function openMachine(region: Region, proxy: ProxyProcess, name = "box"): Promise<Machine> {
  const made = (await region.client.post("/api/v1/workspaces", { name })).json<{ workspace: { id: string }; token: string }>();
  const agent = startAgent({ url: region.accessUrl, token: made.token });
  region.onClose(agent.stop);
  const person = await region.visitor();
  const base = region.appUrl(proxy, name);
  await expect(async () => {
    expect((await person.navigate(`${base}/page`)).answer.text).toContain("hello from the app");
  }).toPass({ timeout: 60_000, intervals: [250] });
  return { ...{ id: made.workspace.id, token: made.token, agent, base } };
}

/** A WebSocket of the app's own page; resolves when it is open. */
export async function openSocket(visitor: Visitor, base: string): Promise<WebSocket> {
  const { host, hostname, port, origin } = new URL(base);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: { host, origin, cookie: visitor.cookieHeader(`${origin}/ws`) } });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", () => reject(new Error(`No socket at ${hostname}.`)));
  });
  socket.on("error", () => undefined); // its end is what the tests are about
  return socket;
}
