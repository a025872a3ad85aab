/**
 * Asks the primary. Guards the token: it goes to the primary's own address and nowhere else. Whatever is no answer of the primary itself (the
 * network, a reverse proxy without its door, a time-out) is `unavailable`, and never a no.
 */
import { Agent, request as requestHttp, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as requestHttps } from "node:https";
import { proxyPath } from "#protocol/proxy.ts";
import { lookupDoor } from "#tunnel/lookup.ts";
import { AppError } from "../errors.ts";

export interface Primary {
  /** Throws `unavailable`; `invalid_token` when the primary does not know this proxy; `forbidden` and `bad_request` as it says. */
  ask<Answer>(what: string, body: unknown): Promise<Answer>;
  close(): void;
}

/** Waiting longer helps nobody: the page that is shown instead tries again by itself. */
const answerWithinMs = 5_000;
const maxAnswerBytes = 1024 * 1024;

export function createPrimary({ url, token }: { url: URL; token: string }): Primary {
  const isTls = url.protocol === "https:";
  const options = { keepAlive: true, maxFreeSockets: 16, timeout: 30_000 };
  const agent = isTls ? new TlsAgent(options) : new Agent(options);
  const send = (what: string, body: string, retry: boolean): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const sent = (isTls ? requestHttps : requestHttp)(new URL(`${proxyPath}/${what}`, url), {
        ...{ method: "POST", agent, lookup: lookupDoor },
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        },
        // Node gives an address 250 ms before it tries the next; a busy machine takes longer to notice that it is connected already.
        ...{ autoSelectFamilyAttemptTimeout: 3_000 },
      });
      const timer = setTimeout(() => sent.destroy(new Error("The primary did not answer in time.")), answerWithinMs);
      sent.on("response", (answer) => {
        readText(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 0, text }),
          (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
        );
      });
      sent.on("close", () => clearTimeout(timer));
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // A kept connection that was closed in the same moment. Each question may be asked twice but one: a code works once.
        if (retry && sent.reusedSocket && ["ECONNRESET", "EPIPE"].includes(error.code ?? "")) resolve(send(what, body, false));
        else reject(error);
      });
      sent.end(body);
    });

  return {
    async ask<Answer>(what: string, body: unknown): Promise<Answer> {
      const { status, text } = await send(what, JSON.stringify(body), what !== "redeem").catch((error: unknown) => {
        throw new AppError("unavailable", {}, error);
      });
      if (status === 200) return parse<Answer>(text);
      const { code, detail } = parse<{ code?: string; detail?: string }>(text);
      if (status === 401 && code === "invalid_token")
        throw new AppError("invalid_token", { detail: "The primary does not know this proxy." });
      if (status === 403 && code === "forbidden") throw new AppError("forbidden", { ...(detail !== undefined && { detail }) });
      throw new AppError("unavailable", {}, new Error(`The primary answered ${status} ${code ?? ""}.`));
    },
    close: () => agent.destroy(),
  };
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error("The primary's answer is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** What is no JSON comes from somebody in between. Throws `unavailable`. */
function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new AppError("unavailable", {}, error);
  }
}
