/** An app over a real socket that writes down each request as it understood it. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What arrives at the app. */
export interface Seen {
  method: string;
  url: string;
  body: string;
}

/** An app that takes more than it should (`insecureHTTPParser`), as the most lenient of them would, and writes down what it understood. */
export async function startLenientApp() {
  const seen: Seen[] = [];
  const headers: string[][] = [];
  const upgrades: string[] = [];
  const held: ServerResponse[] = [];
  const server = createServer({ insecureHTTPParser: true }, (asked, response) => {
    const { method = "", url = "" } = asked;
    let body = "";
    asked.setEncoding("latin1").on("data", (text: string) => (body += text));
    asked.on("end", () => {
      seen.push({ method, url, body });
      headers.push(asked.rawHeaders);
      response.setHeader("X-Id", url);
      if (url === "/hold") held.push(response);
      else response.end(`id=${url}`);
    });
  });
  server.on("upgrade", (asked, socket) => {
    upgrades.push(asked.headers.upgrade ?? "");
    socket.on("error", () => undefined); // cut by the test
    const protocol = asked.url === "/other" ? "h2c" : "websocket";
    socket.end(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\nswitched`);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen, headers, upgrades, held };
}
