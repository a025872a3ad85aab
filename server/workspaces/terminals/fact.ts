/** What a machine says of its terminals, parsed: it is another machine, and may be another version, broken or hostile. */
import { z } from "zod";
import { cleanText } from "#protocol/text.ts";
import type { TerminalAnswer, TerminalFact } from "#protocol/terminal.ts";

/** Names and titles come from programs, and are seen by others. */
const text = (maxLength: number) => z.string().transform((given) => cleanText(given, maxLength));
const count = z.int().min(0).max(100_000);
const time = z.number().min(0).max(8.64e15);

export const terminalFact = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: text(60)
    .nullable()
    .transform((name) => name || null),
  title: text(200),
  command: text(200),
  columns: count,
  rows: count,
  viewers: count,
  createdAt: time,
  activeAt: time,
  ended: z.object({ exitCode: z.int().nullable(), signal: z.string().max(40).nullable() }).nullable(),
}) satisfies z.ZodType<TerminalFact>;

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), terminal: terminalFact.exactOptional() }),
  z.object({ ok: z.literal(false), code: z.enum(["bad_request", "not_found", "too_many", "failed"]), detail: text(500) }),
]) satisfies z.ZodType<TerminalAnswer>;

/** Null for a line that is no answer. */
export function parseAnswer(line: string): TerminalAnswer | null {
  try {
    return answer.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
