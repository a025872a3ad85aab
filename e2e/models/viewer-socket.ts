/**
 * A viewer of a terminal as somebody else's program would be one: written from the words of protocol/terminal.ts, and sharing no code with
 * the door. Confirms what it has read, so that output goes on.
 */
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";

export const kinds = {
  input: 1,
  seen: 2,
  size: 3,
  hello: 16,
  snapshot: 17,
  caughtUp: 18,
  output: 19,
  received: 20,
  facts: 21,
  ended: 22,
} as const;

export interface ViewerMessage {
  kind: number;
  /** The payload, offset included. */
  payload: Buffer;
}

export interface ViewerSocket {
  readonly messages: ViewerMessage[];
  /** What was drawn and written since it was opened. */
  text(): string;
  /** Where the output that has come ends; to be given to the next socket of the same viewer. */
  offset(): number | null;
  /** How much of this viewer's input the terminal has said it has. */
  received(): number;
  /** JSON of the first message of a kind, once it is there. */
  json(kind: number): Promise<Record<string, unknown>>;
  until(text: string | RegExp): Promise<void>;
  /** `from`: how much this viewer has typed before. */
  type(text: string, from?: number): void;
  sendText(text: string): void;
  size(columns: number, rows: number): void;
  readonly closed: Promise<{ code: number; reason: string }>;
  drop(): void;
}

export interface ViewerAddress {
  port: number;
  origin: string;
  /** Of the terminal. */
  id: string;
  viewer?: string;
  offset?: number | null;
  headers?: Record<string, string>;
  /** Subprotocols that are offered. */
  protocols?: string[];
}

const withOffset = new Set<number>([kinds.input, kinds.seen, kinds.caughtUp, kinds.output, kinds.received]);

export function terminalPath({ id, viewer = "e2e", offset = null }: Pick<ViewerAddress, "id" | "viewer" | "offset">): string {
  return `/api/v1/terminals/${id}/socket?viewer=${viewer}&columns=100&rows=30${offset === null ? "" : `&offset=${offset}`}`;
}

export function openViewerSocket(address: ViewerAddress): ViewerSocket {
  const { port, origin, headers, protocols = [] } = address;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${terminalPath(address)}`, protocols, {
    headers: { host: new URL(origin).host, origin, ...headers },
  });
  const messages: ViewerMessage[] = [];
  let rest = Buffer.alloc(0);
  let shown = "";
  let end: number | null = null;
  let received = 0;
  const take = (message: ViewerMessage) => {
    messages.push(message);
    const { kind, payload } = message;
    const at = withOffset.has(kind) ? Number(payload.readBigUInt64BE()) : 0;
    if (kind === kinds.snapshot) shown += payload.toString();
    if (kind === kinds.caughtUp) end = at;
    if (kind === kinds.received) received = at;
    if (kind !== kinds.output) return;
    shown += payload.subarray(8).toString();
    end = at + payload.length - 8;
    if (socket.readyState === socket.OPEN) socket.send(write(kinds.seen, number(end)));
  };
  socket.on("message", (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const length = rest.readUInt32BE(1);
      take({ kind: rest.readUInt8(), payload: rest.subarray(5, 5 + length) });
      rest = rest.subarray(5 + length);
    }
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString("utf8") })),
  );
  socket.on("error", () => undefined); // then it closes
  const wait = async <T>(what: string, find: () => T | undefined): Promise<T> => {
    for (const until = Date.now() + 20_000; ; await delay(10)) {
      const found = find();
      if (found !== undefined) return found;
      if (Date.now() > until) throw new Error(`${what} did not come; what came:\n${shown.slice(-2_000)}`);
    }
  };
  return {
    ...{ messages, closed },
    text: () => shown,
    offset: () => end,
    received: () => received,
    async json(kind) {
      const { payload } = await wait(`a message of kind ${kind}`, () => messages.find((message) => message.kind === kind));
      return JSON.parse(payload.toString()) as Record<string, unknown>;
    },
    async until(text) {
      await wait(String(text), () => (typeof text === "string" ? shown.includes(text) : text.test(shown)) || undefined);
    },
    type: (text, from = 0) => socket.send(write(kinds.input, Buffer.concat([number(from), Buffer.from(text)]))),
    sendText: (text) => socket.send(text),
    size: (columns, rows) => socket.send(write(kinds.size, Buffer.from([columns >> 8, columns & 255, rows >> 8, rows & 255]))),
    drop: () => socket.terminate(),
  };
}

/** The status that a handshake is answered with. A null origin is none. */
export function tryTerminalHandshake(
  door: { port: number; origin: string },
  id: string,
  given: { cookie?: string; authorization?: string; origin?: string | null; "sec-websocket-protocol"?: string },
): Promise<number> {
  const { origin = door.origin, ...rest } = given;
  const headers = {
    ...{ connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", host: new URL(door.origin).host },
    "sec-websocket-key": randomBytes(16).toString("base64"),
    ...(origin !== null && { origin }),
    ...rest,
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: door.port, path: terminalPath({ id }), headers, agent: false });
    asked.once("response", (answer) => resolve(answer.resume().statusCode ?? 0));
    asked.once("upgrade", (_answer, connection) => {
      connection.destroy();
      resolve(101);
    });
    asked.once("error", reject).end();
  });
}

function write(kind: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
