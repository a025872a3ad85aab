import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { openGatewayConnections } from "./proxies.ts";

it("dials the proxies that it is told of before the telling has returned, as a door is that restarts", async () => {
  const proxy = createServer();
  const asked = once(proxy, "upgrade");
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const connections = openGatewayConnections({
    ...{
      askTicket: (id: string) => Promise.resolve(`ticket for ${id}`),
      version: "1",
      instance: "one",
      process: "p",
      hostname: "box",
      say: () => undefined,
    },
    follow(heard) {
      heard([{ id: "sydney", url }]);
      return () => undefined;
    },
    served: {} as never,
  });
  const [{ headers }, socket] = (await asked) as [IncomingMessage, Duplex];
  expect(headers.authorization).toBe("Bearer ticket for sydney");
  connections.close();
  socket.destroy();
  proxy.close();
});
