import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import type { Sharing } from "#protocol/api.ts";
import type { AppTarget } from "#server/workspaces.ts";
import { openTestRoom } from "../session/testing/room.ts";
import { openWorkspaces } from "./open.ts";

const here = "this-machine";
const fileSharing = (sharing: Sharing) => `apps:\n  docs: { url: "http://localhost:4000", sharing: ${sharing} }\n`;

describe("F7 a machine cannot make itself public", () => {
  it("F7 by its own file, until its owner lets it: what is over the ceiling counts as the ceiling, and says so to the owner alone", async () => {
    const { workspaces, ada, actor, bob, kinds, docs } = await open({ file: fileSharing("public") });
    expect(await kinds(app("docs"))).toEqual(["open", "open", "sign_in"]);
    expect(await docs(ada)).toMatchObject({ sharing: "authenticated", heldBack: { sharing: "public", by: "machine" } });
    expect(await docs(bob)).toMatchObject({ sharing: "authenticated", heldBack: null });
    expect(await workspaces.changeSettings(actor, here, { maxSharing: "public" })).toEqual({ adminTerminals: false, maxSharing: "public" });
    expect(await kinds(app("docs"))).toEqual(["open", "open", "open"]);
    expect(await docs(ada)).toMatchObject({ sharing: "public", heldBack: null });
    await workspaces.changeSettings(actor, here, { maxSharing: "owner" });
    expect(await kinds(app("docs"))).toEqual(["open", "not_found", "sign_in"]);
  });

  it("F7 its ceiling is its owner's to set, holds its file alone, and every change of it is in the activity log", async () => {
    const { workspaces, ada, actor, bob, bobActor, kinds } = await open();
    await workspaces.putApp(ada, here, "web", { url: "http://127.0.0.1:3001", sharing: "public" });
    await workspaces.putPort(ada, here, 3005, { sharing: "authenticated" });
    await workspaces.changeSettings(actor, here, { maxSharing: "owner" });
    await workspaces.changeSettings(actor, here, { adminTerminals: true });
    expect(await workspaces.readSettings(ada, here)).toEqual({ adminTerminals: true, maxSharing: "owner" });
    expect([await kinds(app("web")), await kinds(port(3005))]).toEqual([
      ["open", "open", "open"],
      ["open", "open", "sign_in"],
    ]);
    await expect(workspaces.changeSettings(bobActor, here, { maxSharing: "public" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(workspaces.readSettings(bob, here)).rejects.toMatchObject({ code: "forbidden" });
    const { activity } = await workspaces.terminals.listActivity(ada, here, null);
    expect(activity.map(({ kind, subject }) => [kind, subject])).toEqual([
      ["admin_terminals_on", ""],
      ["max_sharing_set", "owner"],
    ]);
  });

  it("F7 asks the owner of a machine from before there were ceilings once, and not where this server shares nothing publicly", async () => {
    const { workspaces, ada, bob, actor, room, kinds } = await open({ file: fileSharing("public"), before: true });
    const asks = async (user = ada) => (await workspaces.list(user))[0]?.asksMaxSharing;
    expect([await asks(), await asks(bob)]).toEqual([true, false]);
    expect(await kinds(app("docs"))).toEqual(["open", "open", "open"]);
    const lower = openOn(room, { maxSharing: "authenticated" });
    expect((await lower.list(ada))[0]?.asksMaxSharing).toBe(false);
    await workspaces.changeSettings(actor, here, { maxSharing: "public" });
    expect(await asks()).toBe(false);
    expect(await kinds(app("docs"))).toEqual(["open", "open", "open"]);
  });
});

describe("F7 the most that anybody may share on a server", () => {
  it("F7 refuses more with a sentence that says what is allowed, for apps, ports and what a file may share", async () => {
    const { workspaces, ada, actor } = await open({ maxSharing: "authenticated" });
    const refused = {
      code: "forbidden",
      facts: { field: "sharing", detail: expect.stringMatching(/people who are signed in at most.*--max-sharing/) as string },
    };
    const url = "http://127.0.0.1:3001";
    await expect(workspaces.putApp(ada, here, "web", { url, sharing: "public" })).rejects.toMatchObject(refused);
    await expect(workspaces.putPort(ada, here, 3005, { sharing: "public" })).rejects.toMatchObject(refused);
    await expect(workspaces.changeSettings(actor, here, { maxSharing: "public" })).rejects.toMatchObject({
      code: "forbidden",
      facts: { field: "maxSharing" },
    });
    expect((await workspaces.putApp(ada, here, "web", { url, sharing: "authenticated" })).maxSharing).toBe("authenticated");
  });

  it.each<[Sharing, string[]]>([
    ["authenticated", ["open", "open", "sign_in"]],
    ["owner", ["open", "not_found", "sign_in"]],
  ])(
    "F7 what was shared before counts as %s at most, says so, and is as it was when the ceiling is lifted",
    async (maxSharing, expected) => {
      const { workspaces, ada, actor, room } = await open({ file: fileSharing("public") });
      await workspaces.changeSettings(actor, here, { maxSharing: "public" });
      await workspaces.putApp(ada, here, "web", { url: "http://127.0.0.1:3001", sharing: "public" });
      await workspaces.putPort(ada, here, 3005, { sharing: "public" });
      const lower = openOn(room, { maxSharing });
      const bob = await room.store.people.findByName("bob");
      for (const target of [app("web"), app("docs"), port(3005)]) {
        expect(await Promise.all([ada, bob, null].map(async (user) => (await lower.find(target, user)).kind))).toEqual(expected);
      }
      // A change of something else takes nothing away.
      await lower.putApp(ada, here, "web", { name: "Web" });
      const [machine] = await lower.list(ada);
      const said = [...(machine?.apps ?? []), ...(machine?.ports.filter(({ port: each }) => each === 3005) ?? [])];
      expect(said.map(({ sharing, heldBack }) => [sharing, heldBack])).toEqual(
        said.map(() => [maxSharing, { sharing: "public", by: "server" }]),
      );
      expect(said).toHaveLength(3);
      expect((await openOn(room, {}).list(ada))[0]?.apps.map(({ sharing }) => sharing)).toEqual(["public", "public"]);
    },
  );
});

async function open({ file = "", before = false, maxSharing = undefined as Sharing | undefined } = {}) {
  const room = await openTestRoom();
  if (file !== "") writeFileSync(join(room.config.dataDir, "latchkey.yaml"), file);
  if (before) {
    // As the migration leaves a machine that was there before it.
    const list = room.store.workspaces.listMaxSharings;
    let isAnswered = false;
    const setMaxSharing = room.store.workspaces.setMaxSharing;
    Object.assign(room.store.workspaces, {
      listMaxSharings: async () => (isAnswered ? list() : [{ workspaceId: here, maxSharing: "public", setAt: null }]),
      setMaxSharing: (...given: Parameters<typeof setMaxSharing>) => ((isAnswered = true), setMaxSharing(...given)),
    });
  }
  const workspaces = openOn(room, { maxSharing });
  const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
  const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
  if (!verdict.ok) throw new Error("not signed in");
  const { key } = verdict.caller;
  const ada = room.owner;
  return {
    ...{ room, workspaces, ada, bob, actor: { user: ada, key }, bobActor: { user: bob, key } },
    kinds: (target: AppTarget) => Promise.all([ada, bob, null].map(async (user) => (await workspaces.find(target, user)).kind)),
    docs: async (user: typeof ada) => (await workspaces.list(user))[0]?.apps.find(({ slug }) => slug === "docs"),
  };
}

function openOn(room: Awaited<ReturnType<typeof openTestRoom>>, given: { maxSharing?: Sharing | undefined }) {
  const workspaces = openWorkspaces({
    ...{ local: createLocalAgent({ version: "0", rules: defaultRules }), agentTokens: room.agentTokens, dataDir: room.config.dataDir },
    ...{ clock: () => room.now.value, store: room.store, news: room.news, findOwner: room.people.findFirstOwner, ownPorts: [] },
    ...{ wildcardSuffix: "", terminalPasswordAfterSeconds: null },
    ...(given.maxSharing !== undefined && { maxSharing: given.maxSharing }),
  });
  onTestFinished(() => workspaces.close());
  return workspaces;
}

function app(slug: string): AppTarget {
  return { kind: "app", slug, workspace: here, user: "ada" };
}

function port(number: number): AppTarget {
  return { kind: "port", port: number, tls: false, workspace: here, user: "ada" };
}
