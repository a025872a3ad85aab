import { expect, it, onTestFinished } from "vitest";
import { openGateways } from "./gateways.ts";
import { openTestRoom } from "./session/testing/room.ts";

it("F8 an agent is told of proxies where it can ask for tickets, and as gateways of none: one that knows no tickets would show its token", async () => {
  const room = await openTestRoom();
  const url = "https://sydney.example.com";
  const said = { url, wildcard: "*.sydney.example.com", version: "1", lastSeenAt: null, aliveUntil: null };
  await room.store.proxies.create({ id: "p", name: "Sydney", secretHash: "x", createdAt: room.now.value, ...said });
  const gateways = await openGateways({
    store: room.store,
    news: room.news,
    replicas: { id: "one", others: () => ["two"], onChange: () => () => undefined },
    tickets: { create: async ({ proxyId }) => `for ${proxyId}` },
  });
  onTestFinished(() => gateways.close());
  expect(gateways.read()).toEqual({ replica: "one", others: ["two"], proxies: [] });
  expect(gateways.regions.listProxies()).toEqual([{ id: "p", url }]);
  const holder = { workspaceId: "w", tokenId: "k" };
  expect(await gateways.regions.createTicket("p", holder)).toBe("for p");
  expect(await gateways.regions.createTicket("another", holder)).toBeNull();
});
