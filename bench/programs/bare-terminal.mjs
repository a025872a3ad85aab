// @ts-check
/** The floor: a WebSocket and a PTY in one process with nothing between them, a program for each connection. It asks nobody who is calling. */
import { spawn } from "@lydell/node-pty";
import { WebSocketServer } from "ws";

const [, , script = ""] = process.argv;
/** Waiting for the client: above the one the program waits, below the other it goes on. Bytes. */
const [mostWaitingBytes, fewWaitingBytes] = [1024 * 1024, 256 * 1024];

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) => {
  // Bytes as they are: to make text of them, and bytes again for the network, is work that nobody asked for.
  const pty = spawn("/bin/sh", [script], { name: "xterm-256color", cols: 80, rows: 24, encoding: null });
  let isPaused = false;
  const sent = () => {
    if (!isPaused || socket.bufferedAmount > fewWaitingBytes) return;
    isPaused = false;
    pty.resume();
  };
  pty.onData((data) => {
    socket.send(data, { binary: true }, sent);
    if (isPaused || socket.bufferedAmount <= mostWaitingBytes) return;
    isPaused = true;
    pty.pause();
  });
  socket.on("message", (data) => pty.write(/** @type {any} */ (data)));
  socket.on("error", () => undefined); // the client cuts its sockets off when it is done
  socket.on("close", () => pty.kill());
});
server.on("listening", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit());
