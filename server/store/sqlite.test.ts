import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { storeContract } from "./contract.ts";

const dir = mkdtempSync(join(tmpdir(), "latchkey-sqlite-"));
let made = 0;
const newUrl = () => `file:${join(dir, `${++made}.db`)}`;

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("on SQLite", () => {
  storeContract(() => Promise.resolve(newUrl()));
});
