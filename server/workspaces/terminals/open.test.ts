import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createMessageReader, readJson, writeMessage, type Message } from "#protocol/terminal-messages.ts";
import type { Hello } from "#protocol/terminal.ts";
import type { Actor } from "../../workspaces.ts";
import { openPeer } from "../testing/peer.ts";
import { openTestTerminals } from "../testing/terminals.ts";

const viewing = { viewer: "v1", columns: 100, rows: 30, offset: null };

describe("terminals of a workspace", () => {
  it("are opened, listed at once, named, and ended", async () => {
    const { terminals, ada } = await openTestTerminals();
    const made = await terminals.create(ada, "box", { name: "work", columns: 90, rows: 20 });
    expect(made).toMatchObject({ workspaceId: "box", name: "work", columns: 90, rows: 20, viewers: 0, ended: null });
    expect(made.id).toMatch(/^box\.[\w-]+$/);
    const other = await terminals.create(ada, "box", { command: "sleep 60", cwd: "/" });
    expect(await terminals.list(ada.user, "box")).toMatchObject([{ id: made.id }, { id: other.id, columns: 80, rows: 24 }]);
    expect(await terminals.rename(ada, made.id, "  play ")).toMatchObject({ id: made.id, name: "play" });
    expect(await terminals.rename(ada, made.id, null)).toMatchObject({ name: null });
    await terminals.end(ada, other.id);
    expect((await terminals.listAll(ada.user)).filter(({ ended }) => ended === null).map(({ id }) => id)).toEqual([made.id]);
  });

  it("are attached to: the stream begins with the terminal's own first message, and input reaches the program", async () => {
    const { terminals, ada } = await openTestTerminals();
    const { id } = await terminals.create(ada, "box", { command: "read word; echo got-$word; read more; exit 3" });
    const stream = await terminals.attach(ada, id, viewing);
    const messages: Message[] = [];
    const read = createMessageReader((message) => void messages.push({ ...message, bytes: message.bytes.slice() }));
    const ended = new Promise((resolve) => stream.on("end", resolve));
    stream.on("data", (chunk: Buffer<ArrayBuffer>) => expect(read(chunk)).toBe(true));
    stream.write(writeMessage("input", { offset: 0, bytes: Buffer.from("melon\n") }));
    const text = () =>
      Buffer.concat(messages.filter(({ kind }) => kind === "output" || kind === "snapshot").map(({ bytes }) => bytes)).toString();
    await expect.poll(text).toContain("got-melon");
    stream.write(writeMessage("input", { offset: 6, bytes: Buffer.from("\n") }));
    await ended;
    expect(messages[0]?.kind).toBe("hello");
    expect(messages[0] && (readJson(messages[0]) as Hello).terminal).toMatchObject({ columns: 100, rows: 30 });
    expect(messages.at(-1)).toMatchObject({ kind: "ended" });
    expect(messages.at(-1) && readJson(messages.at(-1) as Message)).toEqual({ exitCode: 3, signal: null });
  });

  it.each([
    ["name", { name: " " }],
    ["name", { name: "x".repeat(61) }],
    ["name", { name: "gpj.\u202etxt" }],
    ["name", { name: "a\u001b]0;b" }],
    ["command", { command: "" }],
    ["command", { command: "a\0b" }],
    ["command", { command: "x".repeat(4_097) }],
    ["cwd", { cwd: "/".repeat(4_097) }],
    ["columns", { columns: 1_001 }],
    ["columns", { columns: 2.5 }],
    ["rows", { rows: 1 }],
    ["rows", { rows: 501 }],
  ])("a bad %s is refused with its field, and nothing is started", async (field, given) => {
    const { terminals, ada, machine } = await openTestTerminals();
    await expect(terminals.create(ada, "box", given)).rejects.toMatchObject({ code: "bad_request", facts: { field } });
    expect(machine.listTerminals()).toEqual([]);
  });

  it("say what is wrong: a machine that is offline, a folder that is not there, a terminal that is gone, one of another machine", async () => {
    const { terminals, ada, sites } = await openTestTerminals();
    await expect(terminals.create(ada, "box", { cwd: "/no/such/folder" })).rejects.toMatchObject({
      code: "terminal_failed",
      facts: { detail: expect.stringContaining("/no/such/folder") as string },
    });
    const { id } = await terminals.create(ada, "box", {});
    const elsewhere = id.replace("box.", "away.");
    for (const gone of ["box.nothing", "nothing", `${id}/x`, "box.", elsewhere.replace("away", "nowhere")]) {
      await expect(terminals.attach(ada, gone, viewing), gone).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(terminals.attach(ada, elsewhere, viewing)).rejects.toMatchObject({ code: "workspace_offline" });
    await expect(terminals.create(ada, "away", {})).rejects.toMatchObject({ code: "workspace_offline" });
    expect([await terminals.stateOf(ada.user, id), await terminals.stateOf(ada.user, elsewhere)]).toEqual(["online", "offline"]);
    sites.delete("box");
    expect(await terminals.stateOf(ada.user, id)).toBe("closed");
  });

  it.each([
    ["too_many", { code: "too_many_terminals" }],
    ["failed", { code: "terminal_failed", facts: { detail: "why" } }],
    ["bad_request", { code: "bad_request", facts: { detail: "why" } }],
    ["not_found", { code: "not_found" }],
  ])("a machine's no is passed on: %s", async (code, expected) => {
    const { terminals, ada, sites } = await openTestTerminals();
    const reach = await openPeer((socket) => socket.write(`${JSON.stringify({ ok: false, code, detail: "why" })}\n`));
    sites.set("strict", { id: "strict", reach, listTerminals: () => [] });
    await expect(terminals.create(ada, "strict", {})).rejects.toMatchObject(expected);
  });

  it.each([
    ["hangs up", (socket: Socket) => socket.end()],
    ["answers nonsense", (socket: Socket) => socket.write("<html>\n")],
    ["answers without end", (socket: Socket) => socket.write("x".repeat(100_000))],
    ["names a terminal that is a path", (socket: Socket) => socket.write(`{"ok":true,"terminal":{"id":"../x"}}\n`)],
  ])("a machine that %s is not believed", async (_what, answer) => {
    const { terminals, ada, sites } = await openTestTerminals();
    const reach = await openPeer(answer);
    sites.set("odd", { id: "odd", reach, listTerminals: () => [] });
    await expect(terminals.create(ada, "odd", {})).rejects.toMatchObject({ code: "terminal_failed" });
  });
});

describe("the activity of a workspace", () => {
  it("has every opening and ending, and once an hour who else looked at a terminal", async () => {
    const { terminals, ada, phone, room } = await openTestTerminals();
    const attach = async (actor: Actor, id: string) => (await terminals.attach(actor, id, viewing)).destroy();
    const { id } = await terminals.create(ada, "box", { name: "work" });
    await attach(ada, id);
    await attach(phone, id);
    await attach(phone, id);
    room.now.value += 3_600_000;
    await attach(phone, id);
    room.now.value += 1;
    await terminals.end(phone, id);
    const { activity, more } = await terminals.listActivity(ada.user, "box", null);
    expect(activity.map(({ kind, deviceName, userName, subject }) => [kind, deviceName, userName, subject])).toEqual([
      ["terminal_ended", "phone", "ada", "work"],
      ["terminal_attached", "phone", "ada", "work"],
      ["terminal_attached", "phone", "ada", "work"],
      ["terminal_opened", "laptop", "ada", "work"],
    ]);
    expect(more).toBe(false);
  });

  it("comes in pages", async () => {
    const { terminals, ada, log, room } = await openTestTerminals();
    for (let count = 0; count < 51; count += 1) {
      room.now.value += 1;
      await log.note(ada, "box", "terminal_opened", String(count));
    }
    const first = await terminals.listActivity(ada.user, "box", null);
    expect([first.activity.length, first.activity[0]?.subject, first.more]).toEqual([50, "50", true]);
    const second = await terminals.listActivity(ada.user, "box", first.activity.at(-1)?.id ?? "");
    expect([second.activity.map(({ subject }) => subject), second.more]).toEqual([["0"], false]);
  });

  it("SEC-18 what cannot be written down is not opened", async () => {
    const { terminals, ada, phone, machine, room } = await openTestTerminals();
    const { id } = await terminals.create(ada, "box", {});
    room.break(true);
    await expect(terminals.create(ada, "box", {})).rejects.toMatchObject({ code: "unavailable" });
    await expect(terminals.attach(phone, id, viewing)).rejects.toMatchObject({ code: "unavailable" });
    room.break(false);
    await expect.poll(() => machine.listTerminals().filter(({ ended }) => ended === null)).toHaveLength(1);
  });
});
