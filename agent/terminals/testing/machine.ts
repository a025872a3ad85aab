/** The terminals of a machine, for other rooms' tests: the real host behind a Unix socket, with bash in every terminal. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLineReader } from "#protocol/lines.ts";
import type { Listed, TerminalFact } from "#protocol/terminal.ts";
import { openHost } from "../host.ts";

export interface TestMachine {
  openTerminals(): Socket;
  /** What it last told who watches it. */
  listTerminals(): TerminalFact[];
  /** What an agent of this machine has of it. */
  readonly link: { openTerminals(): Socket; listTerminals(): Listed; onTerminals(heard: () => void): () => void };
  /** Cuts every connection to it, as a lost network does. */
  cut(): void;
  close(): Promise<void>;
}

export async function openTestMachine(): Promise<TestMachine> {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-machine-"));
  const path = join(dir, "socket");
  const host = openHost({
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: dir, NODE_ENV: "test" },
    findDefaults: () => ({ shell: "/bin/bash" }),
  });
  const connections = new Set<Socket>();
  const dialled = new Set<Socket>();
  const listeners = new Set<() => void>();
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connections.add(connection.once("close", () => connections.delete(connection)));
    host.serve(connection);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  let listed: Listed = { now: 0, terminals: [] };
  const watching = connect(path);
  watching.write('{"type":"watch"}\n');
  await new Promise<void>((resolve) => {
    const read = createLineReader(2 * 1024 * 1024, (line) => (listed = JSON.parse(line) as Listed));
    watching.on("data", (piece: Buffer) => {
      read(piece);
      for (const heard of listeners) heard();
      resolve();
    });
  });
  const openTerminals = () => {
    const socket = connect({ path, allowHalfOpen: true });
    dialled.add(socket.once("close", () => dialled.delete(socket)));
    return socket;
  };
  const onTerminals = (heard: () => void) => {
    listeners.add(heard);
    return () => void listeners.delete(heard);
  };
  return {
    openTerminals,
    listTerminals: () => listed.terminals,
    link: { openTerminals, listTerminals: () => listed, onTerminals },
    cut() {
      for (const socket of dialled) socket.destroy(Object.assign(new Error("cut"), { code: "ECONNRESET" }));
    },
    async close() {
      host.close();
      watching.destroy();
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
