/** What stands in for a notebook or editor where none is installed: a page that saves a file by PUT and runs lines in a shell over a WebSocket. */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { WebSocketServer } from "ws";
import { listenOnFreePort } from "../models/free-port.ts";

export interface Notebook {
  readonly port: number;
  close(): Promise<void>;
}

const html = `<!doctype html><title>notebook</title>
<textarea aria-label="Editor"></textarea><button>Save</button><input aria-label="Terminal"><pre></pre>
<script>
const channel = new WebSocket(new URL("api/kernel", location.href));
channel.onopen = () => document.body.append(Object.assign(document.createElement("p"), { textContent: "connected" }));
channel.onclose = () => (document.querySelector("p").textContent = "disconnected");
channel.onmessage = ({ data }) => (document.querySelector("pre").textContent += data);
document.querySelector("button").onclick = () => fetch("api/contents/hello.txt", { method: "PUT", body: document.querySelector("textarea").value });
document.querySelector("input").onchange = ({ target }) => channel.send(target.value + "\\n");
</script>`;

/** Works in `folder`. */
export async function startNotebook(folder: string): Promise<Notebook> {
  const server = createServer((request, response) => {
    if (request.method === "PUT") {
      const file = createWriteStream(join(folder, basename(request.url ?? "")));
      request.pipe(file).once("finish", () => response.writeHead(204).end());
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html);
  });
  const sockets = new WebSocketServer({ server });
  const shells = new Set<ReturnType<typeof spawn>>();
  sockets.on("connection", (socket) => {
    const shell = spawn("/bin/sh", { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    shells.add(shell);
    shell.stdout.on("data", (chunk: Buffer) => socket.send(chunk.toString("utf8")));
    socket.on("message", (line: Buffer) => shell.stdin.write(line));
    socket.once("close", () => shell.kill("SIGKILL"));
  });
  const port = await listenOnFreePort(server);
  return {
    port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      for (const shell of shells) shell.kill("SIGKILL");
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
