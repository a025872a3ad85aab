/** So many requests in a second, evenly, whatever becomes of them: what people do while a part of the deployment dies. */
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

export interface Question {
  /** What it is counted under. */
  kind: string;
  url: string;
  headers: Record<string, string>;
  /** Whether the body of a 2xx is what was asked for. */
  isRight(text: string): boolean;
}

export interface SteadyLoad {
  /** Right answers of a kind so far. */
  answered(kind: string): number;
  /** Answers that are worse than none: the wrong content, a no, a redirect. A 5xx and a broken connection may be asked again. */
  readonly wrong: readonly string[];
  /** How many were asked. */
  readonly asked: number;
  stop(): Promise<void>;
}

/** A machine that is slower does fewer: no more than this wait at the same time. */
const mostWaiting = 60;
const tickMs = 20;
const withinMs = 20_000;

/** `ask(n)` gives the n-th question. Dials 127.0.0.1 at the URL's port. */
export function startSteadyLoad(perSecond: number, ask: (n: number) => Question): SteadyLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: mostWaiting });
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  const waiting = new Set<Promise<void>>();
  let asked = 0;
  let isOver = false;
  const one = async (question: Question) => {
    const { kind, url, isRight } = question;
    const answer = await send(agent, question);
    if (!answer || answer.status >= 500) return;
    if (answer.status >= 200 && answer.status < 300 && isRight(answer.text)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    else wrong.push(`${kind} ${url}: ${answer.status} ${answer.text.slice(0, 200)}`);
  };
  const pacing = (async () => {
    for (const since = performance.now(); !isOver; await delay(tickMs)) {
      const due = ((performance.now() - since) * perSecond) / 1000;
      for (let count = Math.min(due - asked, mostWaiting - waiting.size, perSecond / 10); count >= 1; count -= 1) {
        const running = one(ask(asked)).finally(() => waiting.delete(running));
        asked += 1;
        waiting.add(running);
      }
    }
  })();
  return {
    wrong,
    get asked() {
      return asked;
    },
    answered: (kind) => counts.get(kind) ?? 0,
    async stop() {
      isOver = true;
      await pacing;
      await Promise.all(waiting);
      agent.destroy();
    },
  };
}

/** Null when no whole answer came. */
function send(agent: Agent, { url, headers }: Question): Promise<{ status: number; text: string } | null> {
  const { host, port, pathname, search } = new URL(url);
  return new Promise((resolve) => {
    const nothing = () => resolve(null);
    const sent = request({ agent, host: "127.0.0.1", port, path: pathname + search, headers: { host, ...headers }, setHost: false });
    sent.setTimeout(withinMs, () => sent.destroy());
    sent.once("error", nothing).once("close", nothing);
    sent.once("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk)).once("error", nothing);
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.end();
  });
}
