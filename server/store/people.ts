/** People. */
import { AppError } from "#server/errors.ts";
import type { Store, UserRow } from "#server/store.ts";
import type { Client, Dialect } from "./database.ts";
import { userOf } from "./rows.ts";
import { endKeys, sql, telling } from "./sql.ts";

type Ended = { id: string }[];

export function openPeople(client: Client, dialect: Dialect): Store["people"] {
  return {
    count: () => client.user.count(),
    async createFirstOwner(user) {
      // SQLite has one writer at a time. PostgreSQL would let two transactions both see an empty table: the lock makes the second one wait.
      const lock = dialect === "postgresql" ? [client.$executeRaw`LOCK TABLE "User" IN SHARE ROW EXCLUSIVE MODE`] : [];
      const counts = await client.$transaction([...lock, client.$executeRaw(insertWhenEmpty(user))]);
      return counts.at(-1) === 1 ? user : null;
    },
    async create(user) {
      try {
        return userOf(await client.user.create({ data: user }));
      } catch (error) {
        throw takenBy(error) ?? error;
      }
    },
    findById: async (id) => orNull(await client.user.findUnique({ where: { id } })),
    findByEmail: async (email) => orNull(await client.user.findUnique({ where: { email } })),
    findByName: async (name) => orNull(await client.user.findUnique({ where: { name } })),
    list: async () => (await client.user.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map(userOf),
    async setPassword({ userId, passwordHash, at, reason, exceptKeyId }) {
      const sessions = { userId, kind: "session" as const, ...(exceptKeyId === undefined ? {} : { exceptId: exceptKeyId }) };
      const [, ended] = await client.$transaction([
        client.user.updateMany({ where: { id: userId }, data: { passwordHash } }),
        client.$queryRaw<Ended>(endKeys(dialect, sessions, at, reason)),
      ]);
      return ended.map(({ id }) => id);
    },
    async suspend(userId, at) {
      const [, ended] = await client.$transaction([
        client.$queryRaw`
          UPDATE "User" SET "suspendedAt" = ${at}, "changedAt" = ${at}
          WHERE "id" = ${userId} AND "suspendedAt" IS NULL RETURNING "id"${telling(dialect, "u")}`,
        client.$queryRaw<Ended>(endKeys(dialect, { userId }, at, "user_suspended")),
      ]);
      return ended.map(({ id }) => id);
    },
    async activate(userId, at) {
      // A sign-in that was under way when the person was suspended may have made a key since: it must not come to life now.
      await client.$transaction([
        client.$queryRaw(
          endKeys(
            dialect,
            { userId },
            at,
            "user_suspended",
            sql` AND EXISTS (SELECT 1 FROM "User" WHERE "id" = ${userId} AND "suspendedAt" IS NOT NULL)`,
          ),
        ),
        client.$queryRaw`
          UPDATE "User" SET "suspendedAt" = NULL, "changedAt" = ${at}
          WHERE "id" = ${userId} AND "suspendedAt" IS NOT NULL RETURNING "id"${telling(dialect, "u")}`,
      ]);
    },
    async setRole(userId, role, at) {
      await client.$queryRaw`
        UPDATE "User" SET "role" = ${role}, "changedAt" = ${at} WHERE "id" = ${userId} RETURNING "id"${telling(dialect, "u")}`;
    },
  };
}

export function changedSince(client: Client): Store["changedSince"] {
  return async (at) => {
    const changed = await client.user.findMany({ where: { changedAt: { gte: at } }, select: { id: true, changedAt: true } });
    return changed.map(({ id, changedAt }) => ({ id, changedAt: Number(changedAt) }));
  };
}

function insertWhenEmpty(user: UserRow) {
  return sql`
    INSERT INTO "User" ("id", "email", "name", "role", "passwordHash", "createdAt", "changedAt", "suspendedAt")
    SELECT ${user.id}, ${user.email}, ${user.name}, ${user.role}, ${user.passwordHash}, ${user.createdAt}, ${user.changedAt}, ${user.suspendedAt}
    WHERE NOT EXISTS (SELECT 1 FROM "User")`;
}

function orNull(row: Parameters<typeof userOf>[0] | null): UserRow | null {
  return row === null ? null : userOf(row);
}

/** SQLite names the columns of the violated constraint, PostgreSQL its index. Null when the error is another. */
function takenBy(error: unknown): AppError | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "P2002" || !("meta" in error)) return null;
  const { constraint } =
    (error.meta as { driverAdapterError?: { cause?: { constraint?: { fields?: string[]; index?: string } } } }).driverAdapterError?.cause ??
    {};
  const violated = [...(constraint?.fields ?? []), constraint?.index ?? ""];
  if (violated.some((name) => name === "email" || name === "User_email_key")) return new AppError("email_taken", { field: "email" });
  if (violated.some((name) => name === "name" || name === "User_name_key")) return new AppError("name_taken", { field: "name" });
  return null;
}
