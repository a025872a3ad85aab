import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { AppTarget } from "#server/workspaces.ts";
import { openTestRoom } from "../session/testing/room.ts";
import { openWorkspaces } from "./open.ts";

const port = (workspace: string, user = "ada"): AppTarget => ({ kind: "port", port: 3000, tls: false, workspace, user });
const app = (workspace: string, user = "ada"): AppTarget => ({ kind: "app", slug: "web", workspace, user });

describe("what a stranger is told of machines", () => {
  it("F11 comes at once, whether or not the machine is there, while agents are missed", async () => {
    const { workspaces } = await open();
    for (const target of [port("missed"), app("missed"), port("none"), app("none"), port("missed", "nobody")]) {
      const answer = await Promise.race([workspaces.find(target, null), sleep(3_000, "waits")]);
      expect(answer).toEqual({ kind: "sign_in" });
    }
  });

  it("F11 costs the same queries for a machine that is there and for one that is not, as often as it is asked", async () => {
    const { workspaces, room } = await open();
    const list = vi.spyOn(room.store.apps, "list");
    const costOf = async (target: AppTarget) => {
      list.mockClear();
      await workspaces.find(target, null);
      return list.mock.calls.length;
    };
    await workspaces.find(port("other"), null); // the workspaces themselves are read once for all
    for (const afterMs of [0, 0, 4_000, 2_000, 6_000]) {
      room.now.value += afterMs;
      expect(await costOf(app("missed"))).toBe(await costOf(app("none")));
      expect(await costOf(port("missed"))).toBe(await costOf(port("none")));
    }
  });
});

/** With a machine whose agent is expected at any moment. */
async function open() {
  const room = await openTestRoom();
  const lastSeenAt = room.now.value - 1_000;
  await room.store.workspaces.create({ id: "w", ownerId: room.owner.id, name: "missed", tokenId: "t", createdAt: 0, lastSeenAt });
  const workspaces = openWorkspaces({
    ...{ local: null, agentTokens: room.agentTokens, dataDir: room.config.dataDir, clock: () => room.now.value },
    ...{ store: room.store, news: room.news, findOwner: room.people.findFirstOwner, ownPorts: [], wildcardSuffix: "" },
    terminalPasswordAfterSeconds: null,
  });
  onTestFinished(() => workspaces.close());
  return { workspaces, room };
}
