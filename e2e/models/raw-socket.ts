import { connect } from "node:net";

/** How long a machine that does other things besides may take to begin its answer, and how long one is silent who keeps the connection open. ms */
const [beginsWithinMs, silentAfterMs] = [30_000, 5_000];

/** Writes bytes to a port of 127.0.0.1 exactly as given, and gives everything that comes back until the other side closes or says no more. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const leave = () => socket.destroy();
    let timer = setTimeout(leave, beginsWithinMs);
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(leave, silentAfterMs);
    });
    socket.once("error", (error) => (chunks.length > 0 ? undefined : reject(error)));
    socket.once("close", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString("latin1"));
    });
  });
}

/** The status code at the start of a raw answer; 0 when there was none. */
export function readStatus(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}
