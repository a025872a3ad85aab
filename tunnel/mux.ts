/**
 * Many connections in one WebSocket. Guards the process that holds it: a peer that breaks the rules (bytes beyond its credit, frames that are
 * none) loses the whole tunnel, and can make this end keep no more than the credit it was given.
 */
import { WebSocket } from "ws";
import { frameHeadBytes, maxConnection, readFrame, writeHead, type FrameKind } from "#protocol/frames.ts";
import { TunnelConnection, type SendFrame } from "./connection.ts";

export interface Mux {
  /** Opens a connection to what `target` names. Throws when the tunnel is gone. */
  open(target: string): TunnelConnection;
  /** Connections that are open now. */
  count(): number;
}

export interface MuxOptions {
  /** Serves what the other end opens; without it, it may open nothing. */
  onOpen?: (connection: TunnelConnection, target: string, answer: Answer) => void;
}

export interface Answer {
  accept(): void;
  refuse(code: string): void;
}

/** Above this, writers wait until the socket has taken what it has. Small, or a keystroke waits behind somebody's download. */
const mostBufferedBytes = 256 * 1024;
/** RFC 6455 §7.4.1: protocol error. */
const protocolError = 1002;

/** Speaks on a WebSocket that is open. Every connection ends with it. */
export function createMux(socket: WebSocket, { onOpen }: MuxOptions = {}): Mux {
  const connections = new Map<number, TunnelConnection>();
  let last = 0;
  const send: SendFrame = (kind, connection, payload, sent) => {
    if (socket.readyState !== WebSocket.OPEN) return sent?.();
    const bytes = Buffer.allocUnsafe(frameHeadBytes + (payload?.length ?? 0));
    writeHead(bytes, kind, connection);
    if (payload) bytes.set(payload, frameHeadBytes);
    const isFull = socket.bufferedAmount > mostBufferedBytes;
    socket.send(bytes, isFull ? () => sent?.() : undefined);
    if (!isFull) sent?.();
  };
  const add = (id: number): TunnelConnection => {
    const connection = new TunnelConnection(id, send);
    connections.set(id, connection);
    connection.once("close", () => connections.delete(id));
    return connection;
  };
  const accept = (id: number, target: string) => {
    const connection = add(id);
    onOpen?.(connection, target, {
      accept: () => send("opened", id),
      refuse(code) {
        send("refused", id, Buffer.from(code));
        connection.lose();
      },
    });
  };
  const receive = (kind: FrameKind, id: number, payload: Uint8Array): boolean => {
    if (kind === "open") {
      if (!onOpen || connections.has(id)) return false;
      accept(id, Buffer.from(payload).toString());
      return true;
    }
    // A frame for a connection that has just ended here was on its way.
    return connections.get(id)?.receive(kind, payload) ?? true;
  };
  socket.on("message", (data, isBinary) => {
    const frame = isBinary ? readFrame(data as Buffer) : null;
    if (!frame || !receive(frame.kind, frame.connection, frame.payload)) socket.close(protocolError, "not a frame");
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    for (const connection of [...connections.values()]) connection.lose();
  });
  return {
    open(target) {
      if (socket.readyState !== WebSocket.OPEN) throw Object.assign(new Error("The workspace is offline."), { code: "ENOTCONN" });
      do last = last >= maxConnection ? 1 : last + 1;
      while (connections.has(last));
      const connection = add(last);
      send("open", last, Buffer.from(target));
      return connection;
    },
    count: () => connections.size,
  };
}
