/**
 * One port for several servers, chosen by the Host of a connection's first request: what stands in front where many names share one address. Every
 * byte passes as it is, both ways. A browser asks one host on one connection.
 */
import { connect, createServer, type Socket } from "node:net";

export interface HostRouter {
  readonly port: number;
  /** From now on connections for hosts that fit go to this port of 127.0.0.1. The first route that fits is taken. */
  route(fits: (host: string) => boolean, port: number): void;
  close(): Promise<void>;
}

const longestHead = 64 * 1024;

export async function startHostRouter(): Promise<HostRouter> {
  const routes: { fits: (host: string) => boolean; port: number }[] = [];
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const head: Buffer[] = [];
    open.add(socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy()));
    const listen = (chunk: Buffer) => {
      head.push(chunk);
      const text = Buffer.concat(head).toString("latin1");
      const [, host] = /\r\nhost: *([^\r]*)\r\n/i.exec(text) ?? [];
      if (host === undefined && !text.includes("\r\n\r\n") && text.length < longestHead) return;
      socket.off("data", listen);
      socket.pause();
      const to = routes.find(({ fits }) => fits((host ?? "").toLowerCase().replace(/:\d+$/, "")));
      if (!to) return void socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      const upstream = connect({ host: "127.0.0.1", port: to.port, allowHalfOpen: true, noDelay: true });
      open.add(upstream.on("close", () => open.delete(upstream)));
      upstream.on("error", () => socket.destroy());
      upstream.on("close", (failed) => failed && socket.destroy());
      socket.on("close", () => upstream.destroy());
      upstream.write(Buffer.concat(head));
      socket.pipe(upstream).pipe(socket);
      socket.resume();
    };
    socket.setNoDelay(true).on("data", listen);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    route: (fits, port) => void routes.push({ fits, port }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
