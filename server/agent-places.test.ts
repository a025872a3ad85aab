/** Who copies an agent's token, and what its owner sees of it: real tunnels, and two replicas on one database. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { createLocalAgent, defaultRules, serveTunnel } from "#agent/testing/agent.ts";
import {
  elsewhereHeader,
  hostnameHeader,
  instanceHeader,
  processHeader,
  replicasHeldHeader,
  tunnelVersion,
  tunnelVersionHeader,
  type GatewaysTold,
} from "#protocol/tunnel.ts";
import { openApps } from "./apps.ts";
import { isAppError } from "./errors.ts";
import { createLog } from "./log.ts";
import type { News } from "./session.ts";
import { openTestRoom } from "./session/testing/room.ts";
import { refuseUpgrade } from "./upgrades.ts";

const slow = { timeout: 20_000 };
const laptop = { [instanceHeader]: "laptop-1", [processHeader]: "p1", [hostnameHeader]: "laptop" };
const thief = { [instanceHeader]: "thief-1", [processHeader]: "p9", [hostnameHeader]: "thief" };

describe("F7 an agent's token that is used from a second place", () => {
  it("F7 the agent that runs stays, the newcomer is refused, and its owner reads both places once an hour", async () => {
    const { dial, activity, state, room, find } = await open();
    const running = await dial(laptop);
    for (const _try of [1, 2, 3]) expect((await dial(thief)).status).toBe(409);
    expect((await dial({ ...thief, [processHeader]: "p10" })).headers[elsewhereHeader]).toBe("1");
    expect(running.socket?.readyState).toBe(WebSocket.OPEN);
    expect(await state()).toBe("online");
    expect(await activity()).toEqual([["agent_refused", "127.0.0.1 (thief), while 127.0.0.1 (laptop) runs"]]);
    room.now.value += 3_600_000;
    await dial(thief);
    expect(await activity()).toHaveLength(2);
    expect((await find()).takenOver).toBeNull();
  });

  it("F7 a copy of the whole installation is a second place too", async () => {
    const { dial, activity } = await open();
    const running = await dial(laptop);
    expect((await dial({ ...laptop, [processHeader]: "p2" })).status).toBe(409);
    expect(running.socket?.readyState).toBe(WebSocket.OPEN);
    expect(await activity()).toHaveLength(1);
  });

  it("F7 who comes with ever other names fills nobody's log", async () => {
    const { dial, activity } = await open();
    await dial(laptop);
    for (let count = 0; count < 30; count += 1) await dial({ ...thief, [hostnameHeader]: `thief-${count}` });
    expect(await activity()).toHaveLength(20);
  });

  it("F7 a restart is no second place: it takes over at once, and nothing is written down", async () => {
    const { dial, activity, find } = await open();
    const first = await dial(laptop);
    first.socket?.terminate();
    await first.closed;
    await vi.waitFor(async () => expect((await dial({ ...laptop, [processHeader]: "p2" })).status).toBe(101), slow);
    expect(await activity()).toEqual([]);
    expect((await find()).takenOver).toBeNull();
  });

  it("F7 an agent that does not answer within 5 s is displaced, and is not told what ends one of an old version", async () => {
    const { dial } = await open();
    const first = await dial({ [instanceHeader]: "old-version" }, { autoPong: false });
    const before = performance.now();
    expect((await dial(laptop)).status).toBe(101);
    expect(performance.now() - before).toBeGreaterThan(4_900);
    expect(await first.closed).toBe(1012);
  });

  it("F7 an agent of an old version, whose every process is another, runs on, restarts and is upgraded without a word", async () => {
    const { dial, activity, find } = await open();
    for (const process of ["old-1", "old-2"]) {
      const agent = await dial({ [instanceHeader]: process });
      expect(agent.status).toBe(101);
      agent.socket?.terminate();
      await agent.closed;
    }
    await vi.waitFor(async () => expect((await dial(laptop)).status).toBe(101), slow);
    expect((await dial({ [instanceHeader]: "old-3" })).status).toBe(409);
    expect((await activity()).map(([kind]) => kind)).toEqual(["agent_refused"]);
    expect((await find()).takenOver).toBeNull();
  });

  it("F7 the key of an agent says from where it was used last, and when", async () => {
    const { dial, room } = await open();
    const key = async () => (await room.store.keys.listAlive(room.owner.id, room.now.value)).find(({ scopes }) => scopes.includes("agent"));
    expect(await key()).toMatchObject({ ip: "" });
    room.now.value += 60_000;
    const agent = await dial(laptop);
    expect(await key()).toMatchObject({ ip: "127.0.0.1", lastUsedAt: room.now.value });
    const at = room.now.value;
    agent.socket?.terminate();
    await agent.closed;
    room.now.value += 60_000;
    await vi.waitFor(async () => expect((await dial(laptop)).status).toBe(101), slow);
    expect((await key())?.lastUsedAt).toBe(at); // not at every dial
  });
});

describe("F7 a machine that another agent has taken over", () => {
  it("F7 shares nothing more publicly until its owner has said that it was them, and goes on with what it shared", async () => {
    const { dial, apps, room, actor, id, activity, find } = await open();
    const { workspaces } = apps;
    const ada = room.owner;
    await workspaces.changeSettings(actor, id, { maxSharing: "public" });
    await workspaces.putPort(ada, id, 3005, { sharing: "public" });
    const first = await dial(laptop, { file: ["docs"] });
    const sharings = async () =>
      Object.fromEntries((await find()).apps.map(({ slug, sharing, heldBack }) => [slug, [sharing, heldBack?.by]]));
    await vi.waitFor(async () => expect(await sharings()).toEqual({ docs: ["public", undefined] }), slow);
    first.socket?.terminate();
    await first.closed;
    await vi.waitFor(async () => expect((await dial(thief, { file: ["docs", "loot"] })).status).toBe(101), slow);
    await vi.waitFor(async () => {
      room.now.value += 6_000;
      expect(await sharings()).toEqual({ docs: ["public", undefined], loot: ["authenticated", "take_over"] });
    }, slow);
    expect((await find()).takenOver).toMatchObject({ place: "127.0.0.1 (thief)", from: "127.0.0.1 (laptop)" });
    expect((await activity())[0]).toEqual(["agent_moved", "127.0.0.1 (thief), before 127.0.0.1 (laptop)"]);
    const refused = { code: "forbidden", facts: { field: "sharing" } };
    await expect(workspaces.putPort(ada, id, 3006, { sharing: "public" })).rejects.toMatchObject(refused);
    await expect(workspaces.putApp(ada, id, "web", { url: "http://localhost:1024", sharing: "public" })).rejects.toMatchObject(refused);
    await workspaces.putPort(ada, id, 3005, { sharing: "public" });
    const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
    await expect(workspaces.confirmAgent({ ...actor, user: bob }, id)).rejects.toMatchObject({ code: "forbidden" });
    await workspaces.confirmAgent(actor, id);
    expect(await sharings()).toEqual({ docs: ["public", undefined], loot: ["public", undefined] });
    expect((await find()).takenOver).toBeNull();
    await workspaces.putPort(ada, id, 3006, { sharing: "public" });
  });

  it("F7 its token can be ended there, which cuts off who runs with it; with a new one nothing is left to say", async () => {
    const { dial, apps, actor, room, id, activity, find } = await open();
    const first = await dial(laptop);
    first.socket?.terminate();
    await first.closed;
    let second: Awaited<ReturnType<typeof dial>> | undefined;
    await vi.waitFor(async () => expect((second = await dial(thief)).status).toBe(101), slow);
    await apps.workspaces.endToken(actor, id);
    expect(await second?.closed).toBe(4001);
    expect((await dial(laptop)).status).toBe(401);
    expect((await activity()).map(([kind]) => kind)).toEqual(["agent_token_ended", "agent_moved"]);
    await apps.workspaces.renewToken(room.owner, id);
    expect((await find()).takenOver).toBeNull();
  });
});

describe("F7 replicas and a second place", () => {
  it("F7 one agent has a tunnel to each; another is refused at each, whichever has the first, and takes over where none has an answer", async () => {
    const { one, two } = await openTwo();
    const first = await one.dial(laptop);
    const held = { ...laptop, [replicasHeldHeader]: "one" };
    const atTwo = await two.dial(held);
    expect([first.status, atTwo.status]).toEqual([101, 101]);
    expect((await two.dial(thief)).status).toBe(409);
    atTwo.socket?.terminate();
    await atTwo.closed;
    expect((await two.dial(thief)).status).toBe(409);
    expect(first.socket?.readyState).toBe(WebSocket.OPEN);
    first.socket?.terminate();
    await first.closed;
    await vi.waitFor(async () => expect((await two.dial(thief)).status).toBe(101), slow);
    expect((await one.dial(laptop)).status).toBe(409);
  });

  it("F7 what another replica holds of an agent that did not answer is let go", async () => {
    const { one, two } = await openTwo();
    const deaf = await one.dial(laptop, { autoPong: false });
    expect((await two.dial(thief)).status).toBe(101);
    expect(await deaf.closed).toBe(1012);
  });
});

type Room = Awaited<ReturnType<typeof openTestRoom>>;

async function open() {
  const room = await openTestRoom();
  const { workspace, token } = await (async () => {
    const apps = openOn(room, room.news, "alone", []);
    return { ...(await apps.workspaces.create(room.owner, "box")), apps };
  })();
  const apps = openOn(room, room.news, "alone", []);
  const { dial } = await listen(apps, token);
  const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
  if (!verdict.ok) throw new Error("not signed in");
  const { id } = workspace;
  const find = async () => {
    const found = (await apps.workspaces.list(room.owner)).find((each) => each.id === id);
    if (!found) throw new Error("It is not there.");
    return found;
  };
  return {
    ...{ room, apps, id, dial, find, actor: { user: room.owner, key: verdict.caller.key } },
    state: async () => (await find()).state,
    activity: async () => {
      const page = await apps.workspaces.terminals.listActivity(room.owner, id, null);
      return page.activity.filter(({ kind }) => kind.startsWith("agent_")).map(({ kind, subject }) => [kind, subject]);
    },
  };
}

/** Two replicas on one database, each with the news of the other. */
async function openTwo() {
  const room = await openTestRoom();
  const listeners = { one: new Set<(headline: never) => void>(), two: new Set<(headline: never) => void>() };
  const newsOf = (mine: "one" | "two", other: "one" | "two"): News => ({
    ...room.news,
    announce(headline) {
      for (const heard of [...listeners[mine]]) heard(headline as never);
      for (const heard of [...listeners[other]]) heard({ ...headline, isFromAfar: true } as never);
    },
    listen(heard) {
      listeners[mine].add(heard as never);
      return () => listeners[mine].delete(heard as never);
    },
    told: () => Promise.resolve(),
  });
  const [one, two] = [openOn(room, newsOf("one", "two"), "one", ["two"]), openOn(room, newsOf("two", "one"), "two", ["one"])];
  const { token } = await one.workspaces.create(room.owner, "box");
  return { one: await listen(one, token), two: await listen(two, token) };
}

function openOn(room: Room, news: News, replica: string, others: string[]) {
  const told: GatewaysTold = { replica, others, proxies: [] };
  const apps = openApps({
    ...{ config: room.config, store: room.store, room: { ...room, news }, clock: () => room.now.value, log: createLog(() => undefined) },
    ...{ local: createLocalAgent({ version: "0", rules: defaultRules }), ownPorts: [] },
    gateways: { read: () => told, onChange: () => () => undefined },
  });
  onTestFinished(() => apps.close());
  return apps;
}

async function listen(apps: ReturnType<typeof openOn>, token: string) {
  const server = createServer().on("upgrade", (request, socket, head) => {
    apps.agents.accept(request, socket, head).catch((error: unknown) => {
      if (isAppError(error)) refuseUpgrade(socket, error);
      else socket.destroy();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  /** `file`: apps that its latchkey.yaml shares publicly. */
  const dial = async (headers: Record<string, string>, { autoPong = true, file = [] as string[] } = {}) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, {
      ...{ autoPong, headers: { authorization: `Bearer ${token}`, [tunnelVersionHeader]: String(tunnelVersion), ...headers } },
    });
    socket.on("error", () => undefined);
    socket.once("open", () => serveTunnel(socket, machineWith(file)));
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    onTestFinished(() => socket.terminate());
    return new Promise<{ status: number; headers: Record<string, unknown>; socket?: WebSocket; closed: Promise<number> }>((resolve) => {
      socket.once("open", () => resolve({ status: 101, headers: {}, socket, closed }));
      socket.once("unexpected-response", (_request, { statusCode = 0, headers: said }) =>
        resolve({ status: statusCode, headers: said, closed }),
      );
    });
  };
  return { dial };
}

function machineWith(slugs: readonly string[]) {
  const apps = Object.fromEntries(slugs.map((slug) => [slug, { url: "http://localhost:4000", sharing: "public" }]));
  return {
    sources: {
      listPorts: () => Promise.resolve([]),
      readFacts: () => new Promise<never>(() => undefined),
      readApps: () => Promise.resolve({ apps, problem: null }),
      listTerminals: () => null,
      onTerminals: () => () => undefined,
    },
    rules: () => defaultRules,
    openTerminals: () => {
      throw new Error("There are none.");
    },
  };
}
