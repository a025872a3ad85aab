/** Bytes to a port and what comes back, many at a time, without waiting for who says nothing. */
import { connect } from "node:net";

/** How long silence means that no more comes. What was sent is often half a request, so this is most of the time that a run takes. ms */
const silentMs = 250;

/** Sends bytes to a port of 127.0.0.1 and resolves with what came back, latin-1, when the other side closes or says no more. */
export function sendBytes(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(silentMs, () => socket.destroy());
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => undefined); // then it closes
    socket.once("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

export interface RawAnswer {
  status: number;
  head: string;
}

/** The answers in what came back, as far as they can be told apart: a body that looks like an answer counts as one. */
export function readAnswers(text: string): RawAnswer[] {
  const starts = [...text.matchAll(/(?:^|\r\n|[\s\S])HTTP\/1\.1 (\d{3})/g)];
  return starts.map((start, index) => {
    const from = text.indexOf("HTTP/1.1", start.index);
    const all = text.slice(from, starts[index + 1]?.index ?? text.length);
    return { status: Number(start[1]), head: all.split("\r\n\r\n", 1)[0] ?? "" };
  });
}

/** Does something so many times, or until a moment, `atOnce` at a time. `turn` counts from 0. */
export async function repeat(
  { times, until, atOnce }: { times: number; until: number | null; atOnce: number },
  run: (turn: number) => Promise<void>,
): Promise<number> {
  let turn = 0;
  const more = () => (until === null ? turn < times : Date.now() < until);
  const work = async () => {
    while (more()) await run(turn++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return turn;
}
