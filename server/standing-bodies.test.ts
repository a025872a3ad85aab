import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { endStandingBodies } from "./standing-bodies.ts";

const minutes = (count: number) => vi.advanceTimersByTime(count * 60_000);

// The sockets are real, and their time is: only the limit's own is not.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

it("leaves a body alone for as long as it comes, and ends it when it stands still for five minutes", async () => {
  const { socket, request, refused } = await upload();
  for (let piece = 1; piece <= 4; piece++) {
    await send(socket, request, 70_000);
    minutes(5);
    expect(refused).toEqual([]);
  }
  await send(socket, request, 60_000);
  minutes(5);
  expect(refused).toEqual(["ERR_HTTP_REQUEST_TIMEOUT"]);
});

it("cuts the connection of a body that stands still in the middle of its answer", async () => {
  const { socket, refused } = await upload("begun");
  const closed = once(socket, "close");
  minutes(6);
  await closed;
  expect(refused).toEqual([]);
});

it("lets the answer take its time once the body is whole", async () => {
  const { socket, request, refused } = await upload();
  socket.write("0\r\n\r\n");
  await vi.waitFor(() => expect(request.complete).toBe(true));
  minutes(60);
  expect(refused).toEqual([]);
  expect(socket.destroyed).toBe(false);
});

/** A request whose head has arrived, at a server that takes what comes of its body and answers `begun`, if anything. */
async function upload(begun = ""): Promise<{ socket: Socket; request: IncomingMessage; refused: string[] }> {
  const refused: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on("error", () => undefined); // cut by the test
    if (begun !== "") response.write(begun);
  });
  endStandingBodies(server);
  server.on("clientError", (error: NodeJS.ErrnoException) => refused.push(error.code ?? ""));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  socket.resume();
  const arrived = once(server, "request") as Promise<[IncomingMessage]>;
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const [request] = await arrived;
  return { socket, request, refused };
}

/** Sends one chunk, and resolves when all of it is there. */
async function send(socket: Socket, { socket: there }: IncomingMessage, bytes: number): Promise<void> {
  const chunk = `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`;
  const until = there.bytesRead + chunk.length;
  socket.write(chunk);
  await vi.waitFor(() => expect(there.bytesRead).toBe(until), { timeout: 15_000 });
}
