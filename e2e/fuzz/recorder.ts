/** The app behind the fuzzing: keeps what it is asked, and answers what the test wants, well formed or not. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Recorder {
  readonly port: number;
  /** Targets of every request, upgrades included. */
  readonly targets: string[];
  /** Requests that carried one of these secrets, or a header by which the server tells who somebody is. */
  readonly offences: string[];
  close(): Promise<void>;
}

/** By these its answers are told from the server's own. */
export const markHeader = "x-recorder";

/** `answerFor`: whole answers as bytes, by target; null for an ordinary one. `secrets`: what may never arrive. */
export async function startRecorder(answerFor: (target: string) => Buffer | null, secrets: readonly string[]): Promise<Recorder> {
  const targets: string[] = [];
  const offences: string[] = [];
  const look = ({ url = "", rawHeaders }: IncomingMessage, trailers: string[] = []) => {
    const text = [url, ...rawHeaders, ...trailers].join("\n");
    const found = secrets.filter((secret) => text.includes(secret));
    const named = rawHeaders.filter((name, index) => index % 2 === 0 && /^(?:x[-_.])?latchkey|^remote[-_.]|^x[-_.]auth/i.test(name));
    if (found.length + named.length > 0) offences.push(`${url}: ${[...found.map((secret) => secret.slice(0, 12)), ...named].join(", ")}`);
  };
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    const { url = "" } = request;
    targets.push(url);
    look(request);
    const bytes = answerFor(url);
    if (bytes) {
      request.socket.end(bytes);
      return;
    }
    request.resume().once("end", () => {
      look(request, request.rawTrailers);
      response.writeHead(200, { [markHeader]: "1" }).end("recorded");
    });
    request.on("error", () => undefined); // its end is cut, as it was sent
  });
  server.on("upgrade", (request, socket) => {
    targets.push(request.url ?? "");
    look(request);
    socket.on("error", () => undefined).end("HTTP/1.1 400 No\r\nX-Recorder: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  server.on("clientError", (_error, socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ...{ targets, offences },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
