/** What stands before replicas: passes each connection to the next of them that takes it, in turn, and knows nothing of who was where before. */
import { connect, createServer, type Socket } from "node:net";

export interface LoadBalancer {
  readonly port: number;
  /** Connections that each upstream has taken, by its port. */
  taken(): ReadonlyMap<number, number>;
  /** From now on these take turns; connections that are open stay. */
  setUpstreams(ports: readonly number[]): void;
  /** Ends every connection, as a balancer that is restarted does. */
  cut(): void;
  close(): Promise<void>;
}

/** Listens on `port` of 127.0.0.1. An upstream that refuses is passed over; when all do, the connection is reset. */
export async function startLoadBalancer(port: number, upstreams: readonly number[]): Promise<LoadBalancer> {
  let ports = upstreams;
  let turn = 0;
  const taken = new Map<number, number>();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    keep(near);
    const order = ports.map((_port, index) => ports[(turn + index) % ports.length] ?? 0);
    turn += 1;
    const next = () => {
      const upstream = order.shift();
      if (upstream === undefined) return near.resetAndDestroy();
      const far = connect({ port: upstream, host: "127.0.0.1", allowHalfOpen: true });
      far.once("error", next);
      far.once("connect", () => {
        far.off("error", next);
        keep(far);
        taken.set(upstream, (taken.get(upstream) ?? 0) + 1);
        near.pipe(far);
        far.pipe(near);
        near.once("close", () => far.destroy());
        far.once("close", () => near.destroy());
      });
    };
    next();
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    taken: () => taken,
    setUpstreams: (given) => void (ports = given),
    cut,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
