/** A machine that answers the first request as it is told, at the other end of a real socket. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export async function openPeer(answer: (socket: Socket) => void) {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-peer-"));
  const path = join(dir, "socket");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(async () => {
    server.close();
    await rm(dir, { recursive: true, force: true });
  });
  return { openTerminals: () => connect(path) };
}
