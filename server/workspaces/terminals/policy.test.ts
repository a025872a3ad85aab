import { describe, expect, it, onTestFinished } from "vitest";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import { openTestMachine } from "#agent/terminals/testing/machine.ts";
import { openTestRoom } from "../../session/testing/room.ts";
import type { Actor } from "../../workspaces.ts";
import { openWorkspaces } from "../open.ts";

const here = "this-machine";

describe("who may open terminals", () => {
  it("the owner of the workspace, and to everybody else it is not there, whatever they are at the door", async () => {
    const { workspaces, ada, bob, carol } = await open();
    const { id } = await workspaces.terminals.create(ada, here, { name: "mine" });
    for (const other of [bob, carol]) {
      const { terminals } = workspaces;
      expect(await terminals.listAll(other.user)).toEqual([]);
      expect(await terminals.listOwnActivity(other.user, null)).toEqual({ activity: [], more: false });
      const viewing = { viewer: "v", columns: 80, rows: 24, offset: null };
      for (const tried of [
        () => terminals.list(other.user, here),
        () => terminals.create(other, here, {}),
        () => terminals.rename(other, id, "theirs"),
        () => terminals.end(other, id),
        () => terminals.attach(other, id, viewing),
        () => terminals.listActivity(other.user, here, null),
        () => workspaces.readSettings(other.user, here),
        () => workspaces.changeSettings(other, here, { adminTerminals: true }),
      ]) {
        await expect(tried()).rejects.toMatchObject({ code: "not_found" });
      }
      expect(await terminals.stateOf(other.user, id)).toBe("closed");
    }
    expect((await workspaces.terminals.list(ada.user, here)).map(({ name }) => name)).toEqual(["mine"]);
  });

  it("who sees something shared in the workspace is told that terminals are not", async () => {
    const { workspaces, ada, bob } = await open();
    await workspaces.putPort(ada.user, here, 3000, { sharing: "authenticated" });
    expect((await workspaces.list(bob.user))[0]?.mayOpenTerminals).toBe(false);
    await expect(workspaces.terminals.create(bob, here, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(workspaces.changeSettings(bob, here, { adminTerminals: true })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("administrators where the owner lets them, at once, and no longer than that", async () => {
    const { workspaces, ada, bob, carol, announced } = await open();
    const { id } = await workspaces.terminals.create(ada, here, { name: "ours" });
    expect(await workspaces.readSettings(ada.user, here)).toMatchObject({ adminTerminals: false });
    await workspaces.changeSettings(ada, here, { adminTerminals: true });
    await workspaces.changeSettings(ada, here, { adminTerminals: true });
    expect((await workspaces.list(carol.user)).map(({ mine, mayOpenTerminals }) => [mine, mayOpenTerminals])).toEqual([[false, true]]);
    expect((await workspaces.terminals.listAll(carol.user)).map(({ name }) => name)).toEqual(["ours"]);
    await workspaces.terminals.create(carol, here, { name: "hers" });
    // A member is no administrator, and an administrator is no owner.
    await expect(workspaces.terminals.list(bob.user, here)).rejects.toMatchObject({ code: "not_found" });
    await expect(workspaces.readSettings(carol.user, here)).rejects.toMatchObject({ code: "forbidden" });
    announced.length = 0;
    await workspaces.changeSettings(ada, here, { adminTerminals: false });
    expect(announced).toContain(here); // what is open is looked at again, and closed
    expect(await workspaces.terminals.stateOf(carol.user, id)).toBe("closed");
    await expect(workspaces.terminals.end(carol, id)).rejects.toMatchObject({ code: "not_found" });
    // Hers to see there, as long as she may open terminals; among her own it never was.
    expect((await workspaces.terminals.listOwnActivity(carol.user, null)).activity).toEqual([]);
    const { activity } = await workspaces.terminals.listActivity(ada.user, here, null);
    expect((await workspaces.terminals.listOwnActivity(ada.user, null)).activity).toEqual(activity);
    expect(activity.map(({ kind, userName }) => `${userName} ${kind}`)).toEqual([
      "ada admin_terminals_off",
      "carol terminal_opened",
      "ada admin_terminals_on",
      "ada terminal_opened",
    ]);
  });

  it("what another door on this database has taken back is in force within 2 s", async () => {
    const { workspaces, ada, carol, room } = await open();
    await workspaces.changeSettings(ada, here, { adminTerminals: true });
    expect(await workspaces.terminals.list(carol.user, here)).toEqual([]);
    await room.store.workspaces.setAdminTerminals(here, false, room.now.value);
    room.now.value += 2_000;
    await expect(workspaces.terminals.list(carol.user, here)).rejects.toMatchObject({ code: "not_found" });
  });

  it("SEC-18 a database that does not answer lets no administrator in", async () => {
    const { workspaces, ada, carol, room } = await open();
    await workspaces.changeSettings(ada, here, { adminTerminals: true });
    room.now.value += 10_000;
    room.break(true);
    await expect(workspaces.terminals.list(carol.user, here)).rejects.toMatchObject({ code: "unavailable" });
    room.break(false);
  });

  it("screens are told when a terminal comes or goes", async () => {
    const { workspaces, ada, room } = await open();
    const told: { ownerId: string; forAdmins: boolean }[] = [];
    room.news.listen(({ changedTerminals = [] }) => told.push(...changedTerminals));
    await workspaces.terminals.create(ada, here, {});
    await expect.poll(() => told[0]).toEqual({ ownerId: ada.user.id, forAdmins: false });
  });
});

/** ada owns the machine, which is real; bob is a member and carol an administrator. */
async function open() {
  const room = await openTestRoom();
  const machine = await openTestMachine();
  const announced: string[] = [];
  room.news.listen(({ changedWorkspaceIds = [] }) => announced.push(...changedWorkspaceIds));
  const workspaces = openWorkspaces({
    ...{ local: { ...createLocalAgent({ version: "0", rules: defaultRules }), ...machine.link }, agentTokens: room.agentTokens },
    ...{ dataDir: room.config.dataDir, clock: () => room.now.value, store: room.store, news: room.news },
    ...{ findOwner: room.people.findFirstOwner, ownPorts: [], wildcardSuffix: "", terminalPasswordAfterSeconds: null },
  });
  onTestFinished(async () => {
    workspaces.close();
    await machine.close();
  });
  const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
  if (!verdict.ok) throw new Error("not signed in");
  const { key } = verdict.caller;
  const person = async (name: string, role: "admin" | "member"): Promise<Actor> => ({
    user: await room.people.create({ email: `${name}@example.com`, name, password: "another-Fine-password-77", role }),
    key,
  });
  return {
    ...{ room, workspaces, announced, ada: { user: room.owner, key } },
    ...{ bob: await person("bob", "member"), carol: await person("carol", "admin") },
  };
}
