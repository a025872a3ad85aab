/** A viewer of a terminal as a program would be one: a WebSocket, and the messages that came. */
import { expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createMessageReader, writeMessage, type Message } from "#protocol/terminal-messages.ts";

const ownOrigin = "http://latchkey.localhost:3000";

export interface Dialled {
  id: string;
  cookie?: string;
  authorization?: string;
  /** Null for none. */
  origin?: string | null;
  query?: string;
  /** Subprotocols that it offers. */
  protocols?: string[];
  /** False for a peer that speaks nothing we read. */
  reads?: boolean;
}

export function dialTerminal(
  port: number,
  { id, cookie, authorization, origin: from = ownOrigin, query = "", protocols = [], reads = true }: Dialled,
) {
  const asked = new URLSearchParams({ viewer: "first", columns: "90", rows: "25" });
  for (const [name, value] of new URLSearchParams(query)) asked.set(name, value);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/terminals/${id}/socket?${asked.toString()}`, protocols, {
    headers: {
      host: "latchkey.localhost:3000",
      ...(from !== null && { origin: from }),
      ...(cookie !== undefined && { cookie }),
      ...(authorization !== undefined && { authorization }),
    },
  });
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  const read = createMessageReader((message) => void messages.push({ ...message, bytes: message.bytes.slice() }));
  const text = () =>
    Buffer.concat(messages.filter(({ kind }) => kind === "output" || kind === "snapshot").map(({ bytes }) => bytes)).toString();
  const when = <T>(find: () => T | undefined) =>
    new Promise<T>((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  let set: string[] = [];
  socket.on("upgrade", ({ headers }) => (set = headers["set-cookie"] ?? []));
  socket.on("message", (data: Buffer<ArrayBuffer>) => {
    if (!reads) return;
    expect(read(data)).toBe(true);
    for (const look of [...waiting]) look();
  });
  socket.on("error", () => undefined); // a refusal is asserted through `refused`
  onTestFinished(() => socket.terminate());
  return {
    ...{ socket, messages, text },
    setCookie: () => set,
    /** Where the output that has come ends. */
    offset: () => {
      const last = messages.findLast(({ kind }) => kind === "output" || kind === "caughtUp");
      return last ? last.offset + (last.kind === "output" ? last.bytes.length : 0) : 0;
    },
    message: (kind: Message["kind"]) => when(() => messages.find((each) => each.kind === kind)),
    until: (word: string) => when(() => (text().includes(word) ? true : undefined)),
    closed: new Promise<{ code: number; reason: string }>((resolve) =>
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    ),
    refused: new Promise<number | undefined>((resolve) =>
      socket.on("unexpected-response", (_request, response) => {
        resolve(response.statusCode);
        response.resume();
      }),
    ),
  };
}

/** Typed at a viewer's beginning. */
export function type(text: string): Uint8Array {
  return writeMessage("input", { offset: 0, bytes: Buffer.from(text) });
}
