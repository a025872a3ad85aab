import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createLocalAgent, defaultRules, serveTunnel } from "#agent/testing/agent.ts";
import { instanceHeader, replicasHeldHeader, tunnelPath, tunnelVersion, tunnelVersionHeader, type GatewaysTold } from "#protocol/tunnel.ts";
import { openApps } from "./apps.ts";
import { createForwarded } from "./forwarded.ts";
import { createHosts } from "./hosts.ts";
import { createLog } from "./log.ts";
import { openLive } from "./session.ts";
import { openTestRoom } from "./session/testing/room.ts";
import { openTerminalSockets } from "./terminal-socket.ts";
import { createUpgrades } from "./upgrades.ts";

describe("where agents dial in", () => {
  it("takes the token of a workspace's agent, and nobody else", async () => {
    const { dial, token, room, cookie } = await open();
    const answers = await Promise.all([
      dial({ authorization: `Bearer ${token}` }),
      dial({}),
      dial({ authorization: `Bearer lk_${"0".repeat(16)}_${"a".repeat(32)}` }),
      dial({ cookie }),
      dial({ authorization: `Bearer ${await tokenOf(room, cookie)}` }),
      dial({ authorization: `Bearer ${token}`, [tunnelVersionHeader]: "0" }),
    ]);
    expect(answers).toEqual([101, 401, 401, 401, 403, 426]);
  });

  it("takes the agent of a machine that another door on this database has just added", async () => {
    const { apps, openAnother, dialOpen, room } = await open();
    await apps.workspaces.list(room.owner);
    const { token, workspace } = await openAnother().workspaces.create(room.owner, "fresh");
    await dialOpen({ authorization: `Bearer ${token}` });
    await expect.poll(async () => (await apps.workspaces.list(room.owner)).find(({ id }) => id === workspace.id)?.state).toBe("online");
  });

  it("says to an agent that looks for another replica that this is not one, and takes it where its tunnel is lost", async () => {
    const { dial, dialOpen, token } = await open();
    const mine = { authorization: `Bearer ${token}`, [instanceHeader]: "process-1" };
    const looking = { ...mine, [replicasHeldHeader]: "another,this-one" };
    expect(await dial({ ...mine, [replicasHeldHeader]: "another" })).toBe(101);
    const socket = await dialOpen(mine);
    expect(await dial(looking)).toBe(409);
    expect(await dial({ ...looking, authorization: `Bearer lk_${"0".repeat(16)}_${"a".repeat(32)}` })).toBe(401);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.terminate();
    await closed;
    await expect.poll(() => dial(looking), { timeout: 10_000 }).toBe(101);
  });

  it("replaces a tunnel of the same process without a word", async () => {
    const { dialOpen, token } = await open();
    const dialAs = async (process: Record<string, string>) => {
      const socket = await dialOpen({ authorization: `Bearer ${token}`, ...process });
      return new Promise<number>((resolve) => socket.once("close", resolve));
    };
    const as = (name: string) => ({ [instanceHeader]: name });
    const open1 = await dialOpen({ authorization: `Bearer ${token}`, ...as("one") });
    const first = new Promise<number>((resolve) => open1.once("close", resolve));
    void dialAs(as("one"));
    expect(await first).toBe(1000);
  });

  it("tells an agent what else there is to dial, now and when it changes", async () => {
    const { dialOpen, token, gateways } = await open();
    const told: GatewaysTold[] = [];
    await dialOpen({ authorization: `Bearer ${token}` }, (socket) =>
      serveTunnel(socket, { ...quiet, onGateways: (line) => told.push(line) }),
    );
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([{ replica: "this-one", others: [], proxies: [] }]);
    gateways.set({ others: ["another"] });
    gateways.set({ others: ["another"] });
    gateways.set({ proxies: [{ id: "p", url: "https://sydney.example.com" }] });
    await expect.poll(() => told.length, { timeout: 10_000 }).toBe(3);
    expect(told.at(-1)).toEqual({ replica: "this-one", others: ["another"], proxies: [{ id: "p", url: "https://sydney.example.com" }] });
  });

  it("lets requests wait for an agent that was there a moment before this door's start, and no stranger, who learns nothing by the time", async () => {
    const { apps, dialOpen, token, room } = await open();
    const [box] = await apps.workspaces.list(room.owner).then((list) => list.filter(({ name }) => name === "box"));
    await room.store.workspaces.markSeen(box?.id ?? "", room.now.value);
    room.news.announce({ endedKeyIds: [], changedUserIds: [room.owner.id] }); // so that it is read
    const ask = (workspace: string, user = room.owner as typeof room.owner | null) =>
      apps.workspaces.find({ kind: "port", port: 4_000, tls: false, workspace, user: "ada" }, user);
    const asked = [ask("box"), ask("none")];
    const listed = apps.workspaces.terminals.list(room.owner, box?.id ?? "");
    let isAnswered = false;
    void Promise.race([...asked, listed]).then(() => (isAnswered = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await Promise.all([ask("none", null), ask("box", null)])).map(({ kind }) => kind)).toEqual(["sign_in", "sign_in"]);
    expect(isAnswered).toBe(false);
    await dialOpen({ authorization: `Bearer ${token}` }, (socket) => serveTunnel(socket, quiet));
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(["open", "not_found"]);
    expect(await listed).toEqual([]);
  });

  it("lets requests wait for what an agent has to say of its machine, and calls it online meanwhile", async () => {
    const { apps, dialOpen, token, room } = await open();
    await dialOpen({ authorization: `Bearer ${token}`, [instanceHeader]: "one" }); // one that says nothing
    const state = async () => (await apps.workspaces.list(room.owner)).find(({ name }) => name === "box")?.state;
    await expect.poll(state, { timeout: 10_000 }).toBe("online");
    const found = await apps.workspaces.find({ kind: "port", port: 4_000, tls: false, workspace: "box", user: "ada" }, room.owner);
    expect(found.kind).toBe("open");
    await dialOpen({ authorization: `Bearer ${token}`, [instanceHeader]: "one" }); // again
    expect(await state()).toBe("online");
  });

  it("says that an agent is offline which has said so, or which nobody has seen lately", async () => {
    const { apps, dialOpen, token, room } = await open();
    const ask = () => apps.workspaces.find({ kind: "port", port: 4_000, tls: false, workspace: "box", user: "ada" }, room.owner);
    expect((await ask()).kind).toBe("offline");
    const socket = await dialOpen({ authorization: `Bearer ${token}` }, (opened) => serveTunnel(opened, quiet));
    await expect.poll(async () => (await ask()).kind, { timeout: 10_000 }).toBe("open");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.close(1000);
    await closed;
    await expect.poll(async () => (await ask()).kind, { timeout: 10_000 }).toBe("offline");
  });

  it("SEC-41 takes no browser, whatever it holds", async () => {
    const { dial, token } = await open();
    for (const origin of ["http://latchkey.localhost:3000", "http://x.apps.latchkey.localhost:3000", "null"]) {
      expect(await dial({ authorization: `Bearer ${token}`, origin })).toBe(403);
    }
  });

  it("sends an agent elsewhere that was let in while the door closed", async () => {
    const { apps, dialOpen, token } = await open();
    void apps.close();
    const socket = await dialOpen({ authorization: `Bearer ${token}` });
    expect(await new Promise((resolve) => socket.once("close", resolve))).toBe(1012);
  });

  it("SEC-30 cuts an agent off whose owner is suspended", async () => {
    const { dialOpen, token, room } = await open();
    const socket = await dialOpen({ authorization: `Bearer ${token}` });
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    await room.people.suspend(room.owner.email);
    expect(await closed).toBe(4001);
  });
});

async function open() {
  const room = await openTestRoom();
  const log = createLog(() => undefined);
  const clock = () => room.now.value;
  const local = createLocalAgent({ version: "0", rules: defaultRules });
  const gateways = changeable();
  const openAnother = () => {
    const opened = openApps({ config: room.config, store: room.store, room, clock, log, local, ownPorts: [], gateways });
    onTestFinished(() => opened.close());
    return opened;
  };
  const apps = openAnother();
  const live = openLive({ authenticate: room.sessions.authenticate, news: room.news, clock, buildId: "1" });
  const upgrade = createUpgrades({
    ...{
      hosts: createHosts(room.config),
      forwarded: createForwarded([]),
      live,
      gateway: apps.gateway,
      pathApps: null,
      proxies: null,
      agents: apps.agents,
      terminals: openTerminalSockets({ room, terminals: apps.workspaces.terminals, clock }),
    },
    ...{ sessions: room.sessions, log, next: (_request, socket) => socket.destroy() },
  });
  const server = createServer().on("upgrade", upgrade);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    live.close();
    server.closeAllConnections();
    server.close();
  });
  const { token } = await apps.workspaces.create(room.owner, "box");
  const { cookie } = await room.signIn();
  const dialled = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}${tunnelPath}`, {
      headers: { host: "latchkey.localhost:3000", [tunnelVersionHeader]: String(tunnelVersion), ...headers },
    });
  const dial = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve) => {
      const socket = dialled(headers);
      socket.on("error", () => undefined);
      socket.on("open", () => (resolve(101), socket.terminate()));
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    });
  const dialOpen = async (headers: Record<string, string>, onOpen: (socket: WebSocket) => void = () => undefined) => {
    const socket = dialled(headers);
    socket.once("open", () => onOpen(socket));
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return socket;
  };
  return { room, apps, gateways, openAnother, token, cookie, dial, dialOpen };
}

async function tokenOf(room: Awaited<ReturnType<typeof openTestRoom>>, cookie: string): Promise<string> {
  const verdict = await room.sessions.check({ cookie });
  if (!verdict.ok) throw new Error("not signed in");
  const token = { name: "t", lifetime: "1d", scopes: ["all"] as const, ip: "", userAgent: "" };
  return (await room.sessions.createToken(verdict.caller, { ...token, scopes: [...token.scopes] })).token;
}

/** An agent on which nothing runs. */
const quiet = {
  sources: {
    listPorts: () => Promise.resolve([]),
    readFacts: () => new Promise<never>(() => undefined),
    readApps: () => Promise.resolve({ apps: {}, problem: null }),
    listTerminals: () => null,
    onTerminals: () => () => undefined,
  },
  rules: () => defaultRules,
  openTerminals: () => {
    throw new Error("There are none.");
  },
};

function changeable() {
  let told: GatewaysTold = { replica: "this-one", others: [], proxies: [] };
  const listeners = new Set<() => void>();
  return {
    read: () => told,
    onChange(heard: () => void) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    set(change: Partial<GatewaysTold>) {
      told = { ...told, ...change };
      for (const heard of listeners) heard();
    },
  };
}
