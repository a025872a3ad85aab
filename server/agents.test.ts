import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import { tunnelPath, tunnelVersion, tunnelVersionHeader } from "#protocol/tunnel.ts";
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

  it("SEC-41 takes no browser, whatever it holds", async () => {
    const { dial, token } = await open();
    for (const origin of ["http://latchkey.localhost:3000", "http://x.apps.latchkey.localhost:3000", "null"]) {
      expect(await dial({ authorization: `Bearer ${token}`, origin })).toBe(403);
    }
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
  const openAnother = () => {
    const opened = openApps({ config: room.config, store: room.store, room, clock, log, local, ownPorts: [] });
    onTestFinished(() => opened.close());
    return opened;
  };
  const apps = openAnother();
  const live = openLive({ check: room.sessions.check, news: room.news, clock, buildId: "1" });
  const upgrade = createUpgrades({
    ...{
      hosts: createHosts(room.config),
      forwarded: createForwarded([]),
      live,
      gateway: apps.gateway,
      pathApps: null,
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
  const dialOpen = async (headers: Record<string, string>) => {
    const socket = dialled(headers);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return socket;
  };
  return { room, apps, openAnother, token, cookie, dial, dialOpen };
}

async function tokenOf(room: Awaited<ReturnType<typeof openTestRoom>>, cookie: string): Promise<string> {
  const verdict = await room.sessions.check({ cookie });
  if (!verdict.ok) throw new Error("not signed in");
  const token = { name: "t", lifetime: "1d", scopes: ["all"] as const, ip: "", userAgent: "" };
  return (await room.sessions.createToken(verdict.caller, { ...token, scopes: [...token.scopes] })).token;
}
