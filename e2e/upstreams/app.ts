/** A web app on this machine, as somebody's dev server: what it was asked is kept, what it answers is the test's. */
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface App {
  readonly port: number;
  /** Every request it has seen, oldest first. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

/** Starts it on a port of the loopback, a free one where it does not matter. */
export async function startApp(handle: RequestListener, port = 0): Promise<App> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
