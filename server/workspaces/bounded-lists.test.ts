import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import type { PortFact } from "#protocol/tunnel.ts";
import type { AppRow } from "../store.ts";
import { openTestRoom } from "../session/testing/room.ts";
import { openWorkspaces } from "./open.ts";

describe("lists of what others share", () => {
  it("G2 have 200 apps of one machine, and say how many more there are", async () => {
    const { workspaces, ada, bob, room } = await open();
    declare(room.config.dataDir, 300);
    const [seen] = await workspaces.list(bob);
    expect([seen?.apps.length, seen?.more]).toEqual([200, { apps: 0, ports: 0, terminals: 0, machines: 0 }]);
    const [own] = await workspaces.list(ada);
    expect([own?.apps.length, own?.more.apps]).toEqual([200, 100]);
  });

  it("G2 have 50 machines of one other person with 200 apps in all of them, what is pinned among them, and the rest is counted", async () => {
    const { workspaces, ada, bob, room } = await open();
    const ids: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const id = `w${String(index).padStart(2, "0")}`;
      ids.push(id);
      await room.store.workspaces.create({ id, ownerId: bob.id, name: `m${index}`, tokenId: id, createdAt: index, lastSeenAt: null });
      for (let number = 0; number < 10; number += 1) await room.store.apps.put(anApp(id, `a${number}`));
    }
    room.now.value += 6_000;
    await workspaces.pin(ada, "w45", "a9");
    const seen = (await workspaces.list(ada)).filter(({ mine }) => !mine);
    expect(seen.map(({ id }) => id)).toEqual(ids.slice(0, 50));
    expect(seen.flatMap(({ apps }) => apps)).toHaveLength(201);
    expect(seen[45]?.apps).toMatchObject([{ slug: "a9", pinned: true }]);
    expect(seen[49]?.more).toEqual({ apps: 10, ports: 0, terminals: 0, machines: 10 });
    // Their owner has them all.
    expect(await workspaces.list(bob)).toHaveLength(60);
  });

  it("G3 have 500 ports, those that came last, whatever listens", async () => {
    const ports: PortFact[] = Array.from({ length: 64_512 }, (_, index) => ({ port: 1_024 + index }));
    let shown = ports.slice(0, 60_000);
    const { workspaces, ada } = await open(() => shown);
    const [before] = await workspaces.list(ada);
    expect([before?.ports.length, before?.more.ports]).toEqual([500, 59_500]);
    shown = ports;
    await workspaces.putPort(ada, "this-machine", 1_500, { sharing: "public" });
    const [after] = await workspaces.list(ada);
    const numbers = after?.ports.map(({ port }) => port) ?? [];
    expect([numbers.length, numbers[0], numbers[1]]).toEqual([500, 1_500, 61_024]);
  });
});

describe("hiding", () => {
  it("G2 takes another's machine off one's lists until it is brought back, and off nobody else's", async () => {
    const { workspaces, ada, bob, room } = await open();
    declare(room.config.dataDir, 1);
    const carol = await room.people.create({
      email: "carol@example.com",
      name: "carol",
      password: "third-Fine-password-77",
      role: "member",
    });
    await workspaces.hide(bob, "this-machine");
    await workspaces.hide(bob, "this-machine");
    expect(await workspaces.list(bob)).toEqual([]);
    expect([(await workspaces.list(carol)).length, (await workspaces.list(ada)).length]).toEqual([1, 1]);
    expect(await workspaces.listHidden(bob)).toEqual([{ id: "this-machine", name: "this-machine", owner: "ada" }]);
    // What is hidden opens as before.
    expect((await workspaces.find({ kind: "app", slug: "a0", workspace: "this-machine", user: "ada" }, bob)).kind).toBe("open");
    await workspaces.unhide(bob, "this-machine");
    expect([(await workspaces.list(bob)).length, await workspaces.listHidden(bob)]).toEqual([1, []]);
  });

  it("is for machines of others that one sees", async () => {
    const { workspaces, ada, bob } = await open();
    await expect(workspaces.hide(ada, "this-machine")).rejects.toMatchObject({ code: "bad_request" });
    await expect(workspaces.hide(bob, "this-machine")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("names that a person gives", () => {
  it.each([
    ["name", { name: "Latchkey \u202e sign in" }],
    ["name", { name: "a\u0000b" }],
    ["name", { name: "a\ud83d" }],
    ["icon", { icon: "\u202e\u0000<b>" }],
  ])("G11 are refused with the field where they would reorder or hide what stands beside them: %s %j", async (field, change) => {
    const { workspaces, ada, room } = await open();
    await expect(workspaces.putApp(ada, "this-machine", "web", { url: "http://127.0.0.1:3001", ...change })).rejects.toMatchObject({
      code: "bad_request",
      facts: { field },
    });
    const text = JSON.stringify({ apps: { web: { url: "http://127.0.0.1:3001", ...change } } });
    writeFileSync(join(room.config.dataDir, "latchkey.yaml"), text);
    room.now.value += 6_000;
    expect((await workspaces.list(ada))[0]?.fileProblem).toContain(`apps.web.${field}: `);
  });
});

async function open(listPorts: () => PortFact[] = () => []) {
  const room = await openTestRoom();
  const workspaces = openWorkspaces({
    ...{
      local: { ...createLocalAgent({ version: "0", rules: defaultRules }), listPorts: () => Promise.resolve(listPorts()) },
      agentTokens: room.agentTokens,
      dataDir: room.config.dataDir,
      clock: () => room.now.value,
      store: room.store,
      news: room.news,
    },
    ...{ findOwner: room.people.findFirstOwner, ownPorts: [], wildcardSuffix: "", terminalPasswordAfterSeconds: null },
  });
  onTestFinished(() => workspaces.close());
  const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
  return { workspaces, ada: room.owner, bob, room };
}

/** Public apps in the server's own latchkey.yaml. */
function declare(dataDir: string, count: number): void {
  const path = join(dataDir, "latchkey.yaml");
  rmSync(path, { force: true });
  const lines = Array.from({ length: count }, (_, index) => `  a${index}: { url: "http://127.0.0.1:${3_000 + index}", sharing: public }\n`);
  writeFileSync(path, `apps:\n${lines.join("")}`);
}

function anApp(workspaceId: string, slug: string): AppRow {
  return {
    ...{ workspaceId, slug, name: slug, url: "http://127.0.0.1:3000/", icon: null, sharing: "public", sharedUntil: null, cors: "allow" },
    ...{ identity: "strip", healthPath: null, tlsVerify: true, createdAt: 0, changedAt: 0 },
  };
}
