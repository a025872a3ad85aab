/** A TCP relay before a server, which a test can make silent: how a database looks that hangs. */
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

export interface Relay {
  readonly port: number;
  /** From now on nothing passes, and no connection breaks. */
  hang(): void;
  resume(): void;
  /** Breaks all connections. */
  cut(): void;
  close(): Promise<void>;
}

export async function startRelay(targetPort: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let hanging = false;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    if (hanging) socket.pause();
  };
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    track(near);
    track(far);
    near.on("data", (chunk) => far.write(chunk)).on("close", () => far.destroy());
    far.on("data", (chunk) => near.write(chunk)).on("close", () => near.destroy());
    if (hanging) [near, far].forEach((socket) => socket.pause());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    hang() {
      hanging = true;
      sockets.forEach((socket) => socket.pause());
    },
    resume() {
      hanging = false;
      sockets.forEach((socket) => socket.resume());
    },
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
