/** What a viewer says of itself in the address of its socket. */
import { maxColumns, maxRows } from "#protocol/terminal.ts";
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Viewing } from "../workspaces.ts";

const number = (most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(2).max(most));
const query = z.object({
  viewer: z.string().regex(/^[\w-]{1,64}$/),
  columns: number(maxColumns),
  rows: number(maxRows),
  offset: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullable(),
  passive: z.literal("1").nullable(),
});

/** `passive`: the page comes back by itself, which is no use of the session. Throws `bad_request` with the field. */
export function readViewing(url: string): { viewing: Viewing; passive: boolean } {
  const given = new URLSearchParams(url.split("?", 2)[1] ?? "");
  const read = query.safeParse(Object.fromEntries(Object.keys(query.shape).map((name) => [name, given.get(name) || null])));
  if (read.success) {
    const { passive, ...viewing } = read.data;
    return { viewing, passive: passive !== null };
  }
  const field = String(read.error.issues[0]?.path[0] ?? "");
  throw new AppError("bad_request", { field, detail: `${field} is missing or not valid.` });
}
