/** The dispatcher over real sockets, with a real session room; in Next's place something that says who it was told is calling. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Exchange } from "../exchange.ts";
import { createForwarded } from "../forwarded.ts";
import { createHosts } from "../hosts.ts";
import { createDispatcher, type DispatcherParts } from "../http.ts";
import { createLog } from "../log.ts";
import { openTestRoom } from "../session/testing/room.ts";

/** In every answer of what stands in for Next. */
export const canary = "canary-of-the-owner";

/** `settles`: what stands in for Next decides who the browser is, as resume and sign-in do. */
export async function openDoor({ settles = false, ...change }: Partial<DispatcherParts> & { settles?: boolean } = {}) {
  const room = await openTestRoom();
  const exchanges = new AsyncLocalStorage<Exchange>();
  const dispatch = createDispatcher({
    config: room.config,
    log: createLog(() => undefined),
    clock: () => room.now.value,
    findDoor: createHosts(room.config).findDoor,
    forwarded: createForwarded([]),
    room,
    dev: false,
    documents: {
      sendResume: (response, why) => response.writeHead(401).end(`resume ${why?.code ?? ""}`),
      sendUnavailable: (response) => response.writeHead(503, { "retry-after": "5" }).end("wait"),
      sendAlias: (response) => response.writeHead(200).end("alias"),
    },
    exchanges,
    gateway: null,
    pathApps: null,
    proxies: null,
    isReady: () => room.store.ping(),
    render: async (request, response) => {
      const exchange = exchanges.getStore();
      const at = new URL(request.url ?? "", "http://x").searchParams.get("at");
      if (settles) exchange?.settle(at ?? undefined);
      const verdict = exchange?.verdict;
      const { user, key } = verdict?.ok ? verdict.caller : {};
      const who =
        user && key ? `${user.name} key=${key.id}` : verdict?.ok === false && verdict.code === "session_conflict" ? verdict.code : "nobody";
      response.end(`caller=${who} ${canary} ${Object.keys(request.headers).join(" ")}`);
    },
    ...change,
  });
  const server = createServer(dispatch);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { room, port, ask: (path: string, headers: Record<string, string> = {}, method = "GET") => ask(port, path, headers, method) };
}

/** A request whose every header is the test's own, which `fetch` does not allow. */
async function ask(port: number, path: string, headers: Record<string, string>, method: string) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const sent = request(
      { port, path, method, headers: { host: "latchkey.localhost:3000", accept: "text/html", ...headers } },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on("error", reject);
    if (headers["content-length"]) sent.flushHeaders();
    else sent.end();
  });
}
