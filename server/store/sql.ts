/** Pieces of SQL that SQLite and PostgreSQL both read; for what Prisma's own calls cannot say in one atomic statement. */
import type { Sql } from "@prisma/client/runtime/client";
import { empty, raw, sqltag as sql } from "@prisma/client/runtime/client";
import type { EndReason } from "#protocol/api.ts";
import type { KeySelection } from "#server/store.ts";
import type { Dialect } from "./database.ts";

export { empty, raw, sql };
export type { Sql };

/** The channel of PostgreSQL's NOTIFY; payloads are `k:<key id>`, `u:<user id>` and `t:<who says it>:<text>`. */
export const newsChannel = "latchkey";
/** Of the name of who says something. */
export const selfLength = 16;
/** A payload is shorter than 8000 bytes. */
export const mostToldBytes = 7_900;

/** Throws for a text that is too long. */
export function toldPayload(self: string, text: string): string {
  if (Buffer.byteLength(text) > mostToldBytes) throw new Error("This is too long to be told.");
  return `t:${self}:${text}`;
}

/**
 * For a RETURNING: tells the other processes of each row, in the transaction that changes it. One notification per row, because a
 * payload holds 8000 bytes at most; PostgreSQL sends them together at commit. On SQLite nothing.
 */
export function telling(dialect: Dialect, letter: "k" | "u"): Sql {
  return dialect === "postgresql" ? raw(`, pg_notify('${newsChannel}', '${letter}:' || "id")::text AS "told"`) : empty;
}

/** Ends the selected keys that are alive at `at`, and every living key that descends from a selected one; only where `when` holds. Returns rows with `id`. */
export function endKeys(dialect: Dialect, selection: KeySelection, at: number, reason: EndReason, when: Sql = empty): Sql {
  // UNION, not UNION ALL: a row that is reached twice is looked at once.
  return sql`
    WITH RECURSIVE "chosen" AS (
      SELECT "id" FROM "Key" WHERE ${selecting(selection)}
      UNION SELECT child."id" FROM "Key" child JOIN "chosen" ON child."parentId" = "chosen"."id"
    )
    UPDATE "Key" SET "revokedAt" = ${at}, "endReason" = ${reason}
    WHERE "id" IN (SELECT "id" FROM "chosen")
      AND "revokedAt" IS NULL AND "expiresAt" > ${at}${when}
    RETURNING "id"${telling(dialect, "k")}`;
}

function selecting(selection: KeySelection): Sql {
  if ("id" in selection) return sql`"id" = ${selection.id}${also("userId", "=", selection.userId)}`;
  // A child of the key that is left out is left out with it.
  const left = selection.exceptId === undefined ? empty : sql` AND ("parentId" IS NULL OR "parentId" <> ${selection.exceptId})`;
  return sql`"userId" = ${selection.userId}${also("kind", "=", selection.kind)}${also("id", "<>", selection.exceptId)}${left}`;
}

function also(column: string, operator: "=" | "<>", value: string | undefined): Sql {
  return value === undefined ? empty : sql` AND ${raw(`"${column}" ${operator}`)} ${value}`;
}
