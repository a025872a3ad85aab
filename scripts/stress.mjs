// @ts-check
/**
 * `npm run test:stress [pattern] [times]`: the same tests on a machine that does other things besides: two processes that spin, one that
 * writes and reads files, one that fills the loopback. What fails here fails on somebody's machine: it has a cause, in the product or the test.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endOf } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [pattern = "", given = "1"] = process.argv.slice(2);
const times = Number(given);
/** A little behind the tests: they are to be disturbed, not stopped. */
const loadPriority = 5;
const scratch = mkdtempSync(join(tmpdir(), "latchkey-stress-"));

const spin = "for (;;);";
const files = `const { readFileSync, writeFileSync } = require("node:fs"); const bytes = Buffer.alloc(4 << 20, 1);
  for (let turn = 0; ; turn = (turn + 1) % 8) { writeFileSync(${JSON.stringify(join(scratch, "file"))} + turn, bytes); readFileSync(${JSON.stringify(join(scratch, "file"))} + turn); }`;
const network = `const { createServer, connect } = require("node:net"); const bytes = Buffer.alloc(1 << 16);
  const server = createServer((socket) => socket.resume()).listen(0, "127.0.0.1", () => {
    const socket = connect(server.address().port, "127.0.0.1"); const send = () => socket.write(bytes, () => setTimeout(send, 1)); send(); });`;

if (!Number.isInteger(times) || times < 1) {
  process.stderr.write("Say how often: npm run test:stress sign-in 10\n");
  process.exitCode = 2;
} else {
  const load = [spin, spin, files, network].map((program) => {
    const child = spawn(process.execPath, ["-e", program], { stdio: "ignore" });
    if (child.pid !== undefined) setPriority(child.pid, loadPriority);
    return child;
  });
  try {
    for (let turn = 1; turn <= times && process.exitCode === undefined; turn++) {
      console.log(`\nTurn ${turn} of ${times}`);
      const args = ["scripts/test.mjs", ...(pattern === "" ? [] : [pattern])];
      const code = await endOf(spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }));
      if (code !== 0) process.exitCode = 1;
    }
  } finally {
    for (const child of load) child.kill("SIGKILL");
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
