import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { outputWindowBytes, type TerminalFact, type TerminalRequest } from "#protocol/terminal.ts";
import { openHost } from "./host.ts";
import { openTestMachine } from "./testing/machine.ts";
import { stateOf } from "./testing/reference.ts";
import { ask, create, openViewer } from "./testing/viewer.ts";

const bytes = (given: string) => new TextEncoder().encode(given);
/** Reading thousands of lines is work too, and the terminal's is done in the same process: it is looked at now and then only. */
const soon = { timeout: 50_000, interval: 200 };

async function open() {
  const machine = await openTestMachine();
  onTestFinished(() => machine.close());
  return machine;
}

describe("a terminal", () => {
  it("shows what its program writes and takes what is typed, and the same screen to whoever comes later", async () => {
    const machine = await open();
    const id = await create(machine);
    const first = openViewer(machine, id);
    await first.attach();
    first.viewer.type(bytes("printf '\\033[31mred\\033[0m %s\\n' $((6*7))\r"));
    await vi.waitFor(() => expect(first.lines()).toContain("red 42"), soon);
    first.cut();
    const later = openViewer(machine, id);
    await later.attach();
    await vi.waitFor(() => expect(later.lines()).toContain("red 42"), soon);
    await first.attach();
    await vi.waitFor(() => expect(stateOf(first.terminal)).toEqual(stateOf(later.terminal)), soon);
  });

  it("loses and doubles no byte of output through any number of breaks", async () => {
    const machine = await open();
    const id = await create(machine, "for i in $(seq 1 30000); do echo line $i; done; sleep 60");
    const viewer = openViewer(machine, id);
    const latest = Date.now() + 50_000;
    for (let attempt = 0; viewer.lines().at(-1) !== "line 30000" && Date.now() < latest; attempt++) {
      await viewer.attach();
      await new Promise((resolve) => setTimeout(resolve, (attempt * 7) % 40));
      if (viewer.lines().at(-1) !== "line 30000") viewer.cut();
    }
    const lines = viewer.lines();
    expect(lines.at(-1)).toBe("line 30000");
    const numbers = lines.map((line) => Number(line.slice(5)));
    expect(numbers.slice(1).every((number, index) => number === (numbers[index] ?? 0) + 1)).toBe(true);
    expect(numbers.length).toBeGreaterThan(9_000);
  });

  it("types every key once through any number of breaks", async () => {
    const machine = await open();
    const dir = mkdtempSync(join(tmpdir(), "latchkey-typed-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const file = join(dir, "typed");
    const id = await create(machine, `stty raw -echo; echo ready; head -c 4000 > ${file}; echo done; sleep 60`);
    const viewer = openViewer(machine, id);
    await viewer.attach();
    await vi.waitFor(() => expect(viewer.lines().join()).toContain("ready"), soon);
    const typed = Array.from({ length: 1_000 }, (_, index) => String(index % 1000).padStart(3, "0") + " ");
    for (const [index, piece] of typed.entries()) {
      viewer.viewer.type(bytes(piece));
      if (index % 97 === 50) viewer.cut();
      if (index % 97 === 60) await viewer.attach();
    }
    await viewer.attach();
    await vi.waitFor(() => expect(viewer.lines().join()).toContain("done"), soon);
    expect(readFileSync(file, "utf8")).toBe(typed.join(""));
    expect(viewer.unsent).toBe(0);
  });

  it("waits for nobody: a viewer that takes nothing in costs its window, and the program runs on for the others", async () => {
    const machine = await open();
    const id = await create(machine);
    const [stuck, quick] = [openViewer(machine, id, { isStuck: true }), openViewer(machine, id)];
    await stuck.attach();
    await quick.attach();
    quick.viewer.type(bytes("yes | head -c 2000000; echo over$((1+1))\r"));
    await vi.waitFor(() => expect(quick.lines().includes("over2")).toBe(true), soon);
    expect(stuck.written).toBeLessThan(3 * outputWindowBytes);
  });

  it("hears Ctrl-C while its output floods the viewer", async () => {
    const machine = await open();
    const id = await create(machine);
    const viewer = openViewer(machine, id);
    await viewer.attach();
    viewer.viewer.type(bytes("yes\r"));
    await vi.waitFor(() => expect(viewer.lines().length).toBeGreaterThan(1_000), soon);
    viewer.viewer.type(bytes("\x03"));
    viewer.viewer.type(bytes("echo quiet$((1+1))\r"));
    await vi.waitFor(() => expect(viewer.lines().at(-2)).toBe("quiet2"), soon);
  });

  it("G14 is not held up by what another one's program prints, and that one can be ended", async () => {
    const machine = await open();
    const bomb = "\\033[20000000S\\033[20000000T\\033[2147483647b\\033[20000000L\\033#8\\033c\\033]8;;a\\007x";
    const hostile = await create(machine, `while :; do printf '${bomb}'; done`);
    const watching = openViewer(machine, hostile, { isStuck: true });
    await watching.attach();
    const id = await create(machine);
    const viewer = openViewer(machine, id);
    await viewer.attach();
    viewer.viewer.type(bytes("echo alive$((1+1))\r"));
    await vi.waitFor(() => expect(viewer.lines()).toContain("alive2"), soon);
    await ask(machine.openTerminals(), { type: "end", terminal: hostile });
    await vi.waitFor(() => expect(machine.listTerminals().map((each) => each.id)).toEqual([id]), soon);
  });

  it("has the size of the viewer that said its size last, and shows the others the same", async () => {
    const machine = await open();
    const id = await create(machine);
    const [one, other] = [openViewer(machine, id), openViewer(machine, id)];
    await one.attach();
    await other.attach();
    one.viewer.show(100, 30);
    await vi.waitFor(() => expect([other.terminal.cols, other.terminal.rows]).toEqual([100, 30]), soon);
    other.viewer.show(60, 20);
    await vi.waitFor(() => expect([one.terminal.cols, one.terminal.rows]).toEqual([60, 20]), soon);
    one.viewer.type(bytes("stty size\r"));
    await vi.waitFor(() => expect(one.lines()).toContain("20 60"), soon);
    await vi.waitFor(() => expect(stateOf(other.terminal)).toEqual(stateOf(one.terminal)), soon);
  });

  it("answers its program's questions by itself, once, however many look", async () => {
    const machine = await open();
    const id = await create(machine, "stty raw -echo; printf '\\033[6n'; head -c 6 | od -An -c; sleep 60");
    const [one, other] = [openViewer(machine, id), openViewer(machine, id)];
    await one.attach();
    await other.attach();
    await vi.waitFor(() => expect(one.lines().join()).toContain("033   [   1   ;   1   R"), soon);
  });

  it("says how it ended to who was away, and goes when it was seen", async () => {
    const machine = await open();
    const id = await create(machine, "exit 3");
    await vi.waitFor(
      () => expect(machine.listTerminals().find((each) => each.id === id)?.ended).toEqual({ exitCode: 3, signal: null }),
      soon,
    );
    const viewer = openViewer(machine, id);
    await viewer.attach();
    await vi.waitFor(() => expect(viewer.end).toEqual({ exitCode: 3, signal: null }), soon);
    await ask(machine.openTerminals(), { type: "end", terminal: id });
    await vi.waitFor(() => expect(machine.listTerminals()).toEqual([]), soon);
  });

  it("is gone when it was ended on purpose, and says so to who looks", async () => {
    const machine = await open();
    const id = await create(machine, "sleep 60");
    const viewer = openViewer(machine, id);
    await viewer.attach();
    await ask(machine.openTerminals(), { type: "end", terminal: id });
    await vi.waitFor(() => expect(viewer.end).toEqual({ exitCode: null, signal: "SIGHUP" }), soon);
    await vi.waitFor(() => expect(machine.listTerminals()).toEqual([]), soon);
  });

  it("says how it ended to who has only just begun to look, though it is forgotten at that moment", async () => {
    const host = openHost({ env: { PATH: "/usr/bin:/bin" }, findDefaults: () => ({ shell: "/bin/bash" }) });
    onTestFinished(() => host.close());
    const connect = (request: TerminalRequest) => {
      const [near, far] = duplexPair({ allowHalfOpen: true });
      host.serve(far);
      near.write(`${JSON.stringify(request)}\n`);
      return near;
    };
    const created = await text(connect({ type: "create", command: "echo last words; exit 3", columns: 80, rows: 24 }));
    const { terminal } = JSON.parse(created) as { terminal: TerminalFact };
    await vi.waitFor(() => expect(host.count()).toBe(0), soon);
    // Both in one turn: the screen is not drawn yet when the terminal is forgotten.
    const viewer = connect({ type: "attach", terminal: terminal.id, viewer: "v", columns: 80, rows: 24, offset: null });
    connect({ type: "end", terminal: terminal.id });
    const seen = await text(viewer);
    expect(seen).toContain("last words");
    expect(seen).toContain(JSON.stringify({ exitCode: 3, signal: null }));
  });

  it("shows the last line of a program that ends at once, however much came before it", async () => {
    const machine = await open();
    const id = await create(machine, "seq 1 200000; echo last line; exit 7");
    const viewer = openViewer(machine, id);
    await viewer.attach();
    await vi.waitFor(() => expect(viewer.end).toEqual({ exitCode: 7, signal: null }), soon);
    await vi.waitFor(() => expect(viewer.lines().at(-1)).toBe("last line"), soon);
  });

  it("keeps what is typed into a program that does not read, and lets it read later", async () => {
    const machine = await open();
    const id = await create(machine, "stty raw -echo; echo ready; sleep 2; head -c 300000 | md5sum; sleep 60");
    const viewer = openViewer(machine, id);
    await viewer.attach();
    await vi.waitFor(() => expect(viewer.lines().join()).toContain("ready"), soon);
    const typed = Buffer.alloc(300_000, "typed ahead ");
    expect(viewer.viewer.type(typed)).toBe(true);
    await vi.waitFor(() => expect(viewer.lines().join()).toContain(createHash("md5").update(typed).digest("hex")), soon);
    await vi.waitFor(() => expect(viewer.unsent).toBe(0), soon);
  });

  it("has nothing of Latchkey in its environment", async () => {
    const machine = await open();
    const id = await create(machine, "env | cut -d= -f1 | sort | tr '\\n' ' '; sleep 60");
    const viewer = openViewer(machine, id);
    await viewer.attach();
    await vi.waitFor(() => expect(viewer.lines().join("")).toContain("TERM_PROGRAM"), soon);
    expect(viewer.lines().join(" ")).not.toMatch(/latchkey_|npm_|node_/i);
  });

  it("is told apart from one that is gone, and from a command that cannot be", async () => {
    const machine = await open();
    const size = { columns: 80, rows: 24 };
    const gone = await ask(machine.openTerminals(), { type: "attach", terminal: "gone", viewer: "v", ...size, offset: null });
    expect(gone.answer).toMatchObject({ ok: false, code: "not_found" });
    const nowhere = await ask(machine.openTerminals(), { type: "create", cwd: "/nowhere/at/all", ...size });
    expect(nowhere.answer).toMatchObject({ ok: false, code: "failed", detail: 'There is no directory "/nowhere/at/all" on this machine.' });
  });
});

it("whatever comes over a connection, the other terminals live on", async () => {
  const machine = await open();
  const id = await create(machine);
  const anything = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(anything, fc.boolean(), async (given, isAttached) => {
      const stream = machine.openTerminals();
      stream.on("error", () => undefined);
      if (isAttached) await ask(stream, { type: "attach", terminal: id, viewer: "fuzz", columns: 80, rows: 24, offset: null });
      const closed = new Promise((resolve) => stream.once("close", resolve));
      stream.on("data", () => undefined);
      stream.end(given);
      await closed;
    }),
    { numRuns: 60 },
  );
  const viewer = openViewer(machine, id);
  await viewer.attach();
  viewer.viewer.type(bytes("\r echo alive$((1+1))\r"));
  await vi.waitFor(() => expect(viewer.lines().join()).toContain("alive2"), soon);
});
