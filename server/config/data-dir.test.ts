import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig, readStorePlace } from "../config.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "latchkey-folder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const serve = (dir: string, more: string[] = []) => readConfig({ argv: ["--data-dir", dir, ...more], env: { HOME: root } });

function make(name: string, mode: number): string {
  const path = join(root, name);
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
}

describe.skipIf(process.platform === "win32")("the data directory", () => {
  it("G12 is refused where others may write, with the cure, by the server and by commands alike", () => {
    for (const mode of [0o777, 0o1777, 0o770, 0o702]) {
      const dir = make(`open-${mode.toString(8)}`, mode);
      expect(() => serve(dir)).toThrow(/--data-dir directory ".*" can be written by others.*run chmod go-w on it/);
      expect(() => readStorePlace({ argv: ["--data-dir", dir], env: {} })).toThrow(/run chmod go-w on it/);
    }
    for (const mode of [0o700, 0o750, 0o755]) expect(serve(make(`fine-${mode.toString(8)}`, mode)).dataDir).toContain("fine");
  });

  it("G12 is refused through a link to such a directory as well", () => {
    const link = join(root, "link");
    symlinkSync(make("open", 0o777), link);
    expect(() => serve(link)).toThrow(/can be written by others/);
  });

  it("G12 a database is refused where others may write it, or what lies beside it, wherever a link leads", () => {
    const dir = make("data", 0o700);
    const elsewhere = make("elsewhere", 0o700);
    const database = join(elsewhere, "theirs.db");
    writeFileSync(database, "");
    symlinkSync(database, join(dir, "latchkey.db"));
    expect(serve(dir).databaseUrl).toContain("latchkey.db"); // one's own, on another disk
    chmodSync(database, 0o666);
    expect(() => serve(dir)).toThrow(/--database-url database file ".*theirs\.db" can be written by others/);
    chmodSync(database, 0o600);
    chmodSync(elsewhere, 0o777);
    expect(() => serve(dir)).toThrow(/--database-url directory ".*elsewhere" can be written by others/);
    expect(() => serve(make("other", 0o700), ["--database-url", `file:${elsewhere}/new.db`])).toThrow(/can be written by others/);
  });

  // Only root can give a file away.
  it.runIf(process.getuid?.() === 0)("G12 is refused when it belongs to somebody else", () => {
    const dir = make("foreign", 0o700);
    chownSync(dir, 12_345, 12_345);
    expect(() => serve(dir)).toThrow(/belongs to another user \(id 12345\)/);
    // An administrator's command on the data of the server's own user.
    expect(readStorePlace({ argv: ["--data-dir", dir], env: {} }).dataDir).toBe(dir);
  });
});
