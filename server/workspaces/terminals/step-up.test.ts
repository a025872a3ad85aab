import { describe, expect, it } from "vitest";
import { password } from "../../session/testing/room.ts";
import { openTestTerminals } from "../testing/terminals.ts";

const hour = 3_600_000;
const viewing = { viewer: "v1", columns: 80, rows: 24, offset: null };
const needed = { code: "password_needed" };

describe("the password before terminals", () => {
  it("is not asked for unless the door is set to", async () => {
    const { terminals, ada, room } = await openTestTerminals();
    room.now.value += 20 * 24 * hour;
    await terminals.create(ada, "box", {});
  });

  it("is asked for on a device that has used none for the time, also by a second process, and use keeps it away", async () => {
    const { terminals, ada, phone, room } = await openTestTerminals({ passwordAfterSeconds: 86_400 });
    const { id } = await terminals.create(ada, "box", { command: "sleep 60" });
    room.now.value += 23 * hour;
    await terminals.noteUse(ada);
    room.now.value += 23 * hour;
    (await terminals.attach(ada, id, viewing)).destroy();
    await expect(terminals.attach(phone, id, viewing)).rejects.toMatchObject(needed);
    await expect(terminals.create(phone, "box", {})).rejects.toMatchObject(needed);
    // To look is no use: a page that comes back by itself would keep the device open for ever.
    room.now.value += 2 * hour;
    await expect(terminals.attach(ada, id, viewing)).rejects.toMatchObject(needed);
    await room.store.terminalUses.note(ada.key.id, room.now.value);
    (await terminals.attach(ada, id, viewing)).destroy();
    // What is there can be seen and ended all the same.
    expect(await terminals.list(phone.user, "box")).toHaveLength(1);
    await terminals.end(phone, id);
  });

  it("is taken once, counted like a sign-in, and its own person's alone", async () => {
    const { terminals, ada, room } = await openTestTerminals({ passwordAfterSeconds: 86_400 });
    room.now.value += 25 * hour;
    const confirm = (given: string) => room.people.confirm({ user: ada.user, password: given, ip: "192.0.2.1" });
    for (let count = 0; count < 4; count += 1) {
      await expect(confirm("wrong")).rejects.toMatchObject({ code: "wrong_password", facts: { field: "password" } });
    }
    await confirm(password);
    await expect(confirm("wrong")).rejects.toMatchObject({ code: "wrong_password" });
    await expect(confirm(password)).rejects.toMatchObject({ code: "rate_limited" });
    await expect(terminals.create(ada, "box", {})).rejects.toMatchObject(needed);
    await terminals.noteUse(ada);
    await terminals.create(ada, "box", {});
  });

  it("is not asked of tokens, which have none", async () => {
    const { terminals, ada, room } = await openTestTerminals({ passwordAfterSeconds: 86_400 });
    room.now.value += 25 * hour;
    await terminals.create({ ...ada, key: { ...ada.key, kind: "token" } }, "box", {});
  });

  it("SEC-18 a database that does not answer is not taken for a yes", async () => {
    const { terminals, ada, room } = await openTestTerminals({ passwordAfterSeconds: 86_400 });
    room.now.value += 25 * hour;
    room.break(true);
    await expect(terminals.create(ada, "box", {})).rejects.toMatchObject({ code: "unavailable" });
    room.break(false);
  });
});
