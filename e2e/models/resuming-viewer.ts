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
  /** By which way the last socket was opened. */
  through(): "door" | "proxy";
  /** Opens another socket where the last one stopped, as a browser does. Resolves when it is open. */
  open(): Promise<void>;
  close(): void;
}

export type ViewedAt = Pick<DoorServer, "port" | "origin">;

/** A regional proxy: its id, where it listens, and its host as a browser has it. */
export interface ViewedThrough {
  id: string;
  port: number;
  host: string;
}

/** `region`: the proxy that is tried first at every opening, with a ticket of the door; where it does not answer, the door. */
export async function openResumingViewer(door: ViewedAt, client: HttpClient, id: string, region?: ViewedThrough): Promise<ResumingViewer> {
  const viewer = crypto.randomUUID();
  let socket: WebSocket | null = null;
  let offset: number | null = null;
  let text = "";
  let typed = 0;
  let fault: Error | null = null;
  let closed: Promise<number> = Promise.resolve(0);
  let way: "door" | "proxy" = "door";
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
  const openAt = async (port: number, protocols: string[], headers: Record<string, string>) => {
    const query = new URLSearchParams({ viewer, columns: "80", rows: "24", ...(offset !== null && { offset: String(offset) }) });
    const opened = new WebSocket(`ws://127.0.0.1:${port}/api/v1/terminals/${id}/socket?${query}`, protocols, {
      headers: { origin: door.origin, ...headers },
    });
    [socket, way] = [opened, protocols.length > 0 ? "proxy" : "door"];
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
  const openAtRegion = async ({ id: name, port, host }: ViewedThrough) => {
    const answer = await client.post(`/api/v1/terminals/${id}/tickets`, { region: name });
    if (answer.status !== 201) throw new Error(`No ticket: ${answer.status} ${answer.text}`);
    await openAt(port, ["latchkey-terminal", `ticket.${answer.json<{ ticket: string }>().ticket}`], { host });
  };
  const openAtDoor = () => openAt(door.port, [], { host: new URL(door.origin).host, cookie: client.cookieHeader() });
  const open = () => (region ? openAtRegion(region).catch(openAtDoor) : openAtDoor());
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
    through: () => way,
    open,
    close: () => socket?.terminate(),
  };
}
