import { connect, createServer, type Server } from "node:net";

/** Below the range that Linux takes source ports from (32768 and up), so that nothing steals the port between two starts of one door. */
const lowestPort = 20_000;
const portsPerWorker = 3_000;
const mostWorkers = 4;

/**
 * Who found a port free listens on it only a second later, and a door that is restarted is away from its own for as long: nobody else may find
 * it free meanwhile. So what runs at the same time, which Playwright numbers, looks in stretches of its own, and nothing is given twice.
 */
const firstPort = lowestPort + (Number(process.env["TEST_PARALLEL_INDEX"] ?? 0) % mostWorkers) * portsPerWorker;
const given = new Set<number>();

/** A TCP port of 127.0.0.1 that nobody listens on. At random, so that runs beside each other seldom meet. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = firstPort + Math.floor(Math.random() * portsPerWorker);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error("No free port was found in 100 tries.");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Lets a server listen on a free port of 127.0.0.1 and gives it. */
export async function listenOnFreePort(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

/** Whether somebody listens on a port of 127.0.0.1. */
export function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
