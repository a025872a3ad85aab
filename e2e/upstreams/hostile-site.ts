/** Somebody else's site, on a port of its own: serves one page, to be opened under whatever host the attack needs. */
import { createServer } from "node:http";

export interface HostileSite {
  readonly port: number;
  close(): Promise<void>;
}

export async function openHostileSite(html: string): Promise<HostileSite> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
