import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runHost } from "./host-process.ts";
import { findSocketPath } from "./place.ts";
import { ask } from "./testing/viewer.ts";

it("G14 ends when its folder is gone, whatever a program prints meanwhile", async () => {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-host-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const ended = runHost({ dir, config: null, env: { PATH: "/usr/bin:/bin", HOME: dir, SHELL: "/bin/bash" } });
  const open = async () => {
    const socket = connect({ path: findSocketPath(dir), allowHalfOpen: true });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return socket.on("error", () => undefined);
  };
  const socket = await vi.waitFor(open);
  const command = "while :; do printf 'x\\033[20000000S\\033[2147483647b\\033c'; done";
  const { answer } = await ask(socket, { type: "create", command, columns: 80, rows: 24 });
  expect(answer.ok).toBe(true);
  await rm(dir, { recursive: true });
  await ended;
});
