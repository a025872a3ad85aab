/**
 * The network between proxies and their primary, which a test can cut or freeze: for the streams alone, or for everything. It knows a stream by its
 * request line, and counts what is asked.
 */
import { connect, createServer, type Socket } from "node:net";
import { findFreePort } from "./free-port.ts";

/** `cut`: connections are reset, and no new one is taken. `frozen`: whatever is open stays so, and not a byte passes. */
export type WireState = "whole" | "cut" | "frozen";

export interface CutWire {
  /** Of 127.0.0.1, where it listens. */
  readonly port: number;
  setStreams(state: WireState): void;
  /** Streams and all else. */
  setAll(state: WireState): void;
  /** How often a request line began with this text. */
  count(text: string): number;
  close(): Promise<void>;
}

interface Line {
  near: Socket;
  /** Null until the first bytes have told what it is. */
  far: Socket | null;
  isStream: boolean;
}

const streamLine = "GET /api/v1/proxy/stream ";
const requestLine = /(?:^|\})((?:GET|POST|PUT|PATCH|DELETE) \S+ )HTTP\/1\.1\r\n/g;

/** To `upstream`, a port of 127.0.0.1. */
export async function startCutWire(upstream: number): Promise<CutWire> {
  const port = await findFreePort();
  const lines = new Set<Line>();
  const asked: string[] = [];
  const states: { streams: WireState; rest: WireState } = { streams: "whole", rest: "whole" };
  const stateOf = ({ isStream }: Line) => (isStream ? states.streams : states.rest);
  const apply = (line: Line) => {
    const ends = [line.near, ...(line.far ? [line.far] : [])];
    const state = stateOf(line);
    for (const end of ends) {
      if (state === "cut") end.resetAndDestroy();
      else if (state === "frozen") end.pause();
      else end.resume();
    }
  };
  const pass = (line: Line, first: Buffer) => {
    const { near } = line;
    const far = connect({ host: "127.0.0.1", port: upstream, allowHalfOpen: true, noDelay: true });
    line.far = far;
    far.on("error", () => near.resetAndDestroy()).once("close", () => near.destroy());
    const onward = (chunk: Buffer) => {
      for (const [, text = ""] of chunk.toString("latin1").matchAll(requestLine)) asked.push(text);
      far.write(chunk);
    };
    onward(first);
    near.on("data", onward).once("end", () => far.end());
    far.on("data", (chunk: Buffer) => void near.write(chunk)).once("end", () => near.end());
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const line: Line = { near, far: null, isStream: false };
    lines.add(line);
    near.setNoDelay(true).on("error", () => near.destroy());
    near.once("close", () => {
      lines.delete(line);
      line.far?.destroy();
    });
    near.once("data", (first: Buffer) => {
      line.isStream = first.toString("latin1").startsWith(streamLine);
      // What began in a frozen network has sent its first bytes to nobody, and gets nowhere.
      if (stateOf(line) === "whole") pass(line, first);
      else apply(line);
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    port,
    setStreams(state) {
      states.streams = state;
      for (const line of lines) apply(line);
    },
    setAll(state) {
      states.streams = states.rest = state;
      for (const line of lines) apply(line);
    },
    count: (text) => asked.filter((line) => line.startsWith(text)).length,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { near, far } of lines) {
        near.destroy();
        far?.destroy();
      }
      await closed;
    },
  };
}
