/** A program that looks at a terminal through breaks of the network: goes on where it stopped, and takes each byte of output once. */
import { WebSocket } from "ws";
import type { DoorServer } from "./door-server.ts";
import type { HttpClient } from "./http-client.ts";

const kinds = { input: 1, seen: 2, caughtUp: 18, output: 19 } as const;

export interface ResumingViewer {
  /** Output since this program came, each byte once; throws when one is missing or has come twice. */
  text(): string;
  type(text: string): void;
  /** Resolves with the code when the socket has closed. */
  closed(): Promise<number>;
  /** Opens another socket where the last one stopped, as a browser does. Resolves when it is open. */
  open(): Promise<void>;
  close(): void;
}

export async function openResumingViewer(
  door: Pick<DoorServer, "port" | "origin">,
  client: HttpClient,
  id: string,
): Promise<ResumingViewer> {
  const viewer = crypto.randomUUID();
  let socket: WebSocket | null = null;
  let offset: number | null = null;
  let text = "";
  let typed = 0;
  let fault: Error | null = null;
  let closed: Promise<number> = Promise.resolve(0);
  const send = (kind: number, at: number, bytes = Buffer.alloc(0)) => {
    const head = Buffer.alloc(13);
    head.writeUInt8(kind, 0);
    head.writeUInt32BE(8 + bytes.length, 1);
    head.writeBigUInt64BE(BigInt(at), 5);
    socket?.send(Buffer.concat([head, bytes]));
  };
  const hear = (kind: number, payload: Buffer) => {
    if (kind !== kinds.caughtUp && kind !== kinds.output) return;
    const at = Number(payload.readBigUInt64BE(0));
    if (kind === kinds.caughtUp && offset === null) offset = at;
    else if (at !== offset) fault ??= new Error(`Output goes on at ${at}, after ${offset ?? "nothing"}.`);
    if (kind === kinds.caughtUp) return;
    text += payload.toString("utf8", 8);
    offset = at + payload.length - 8;
    send(kinds.seen, offset);
  };
  const open = async () => {
    const query = new URLSearchParams({ viewer, columns: "80", rows: "24", ...(offset !== null && { offset: String(offset) }) });
    const opened = new WebSocket(`ws://127.0.0.1:${door.port}/api/v1/terminals/${id}/socket?${query}`, {
      headers: { host: new URL(door.origin).host, origin: door.origin, cookie: client.cookieHeader() },
    });
    socket = opened;
    closed = new Promise((resolve) => opened.once("close", resolve));
    let rest = Buffer.alloc(0);
    opened.on("message", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
        const end = 5 + rest.readUInt32BE(1);
        hear(rest.readUInt8(0), rest.subarray(5, end));
        rest = rest.subarray(end);
      }
    });
    await new Promise((resolve, reject) => opened.once("open", resolve).once("error", reject));
  };
  await open();
  return {
    text() {
      if (fault) throw fault;
      return text;
    },
    type(given) {
      const bytes = Buffer.from(given);
      send(kinds.input, typed, bytes);
      typed += bytes.length;
    },
    closed: () => closed,
    open,
    close: () => socket?.terminate(),
  };
}
