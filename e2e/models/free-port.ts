import { createServer, type Server } from "node:net";

/** Below the range that Linux takes source ports from (32768 and up), so that nothing steals the port between two starts of one door. */
const lowestPort = 20_000;
const highestPort = 32_000;

/** A TCP port of 127.0.0.1 that nobody listens on. Taken at random, so that tests in several processes do not meet. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
    if (await isFree(port)) return port;
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
