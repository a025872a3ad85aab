/** The one query behind every check that is not remembered: a key, its holder and its parent at once. */
import type { KeyWithHolder, Store } from "#server/store.ts";
import type { Client, Dialect } from "./database.ts";
import type { StoredKey, StoredUser } from "./rows.ts";
import { keyOf, userOf } from "./rows.ts";

const userColumns = ["id", "email", "name", "role", "passwordHash", "createdAt", "changedAt", "suspendedAt"] as const;
const keyColumns = [
  ...([
    "id",
    "userId",
    "kind",
    "name",
    "scopes",
    "secretHash",
    "resumedHashes",
    "lifetimeSeconds",
    "createdAt",
    "lastUsedAt",
    "expiresAt",
  ] as const),
  ...(["absoluteExpiresAt", "revokedAt", "endReason", "parentId", "ip", "userAgent", "deviceId", "passwordAt"] as const),
];

/** How the driver recognises the statement. */
export const findKeyMark = "/* find key */";

/**
 * Written out as text, because Prisma's own call would ask three times; and with one JSON array per table, because every column costs more
 * on its way through driver and adapter than the query itself (45 columns 250 µs, 3 columns 80 µs).
 */
export function findKey(client: Client, dialect: Dialect): Store["keys"]["find"] {
  const array = (table: string, columns: readonly string[]) => {
    const list = columns.map((column) => `${table}."${column}"`).join(", ");
    return dialect === "postgresql" ? `json_build_array(${list})::text` : `json_array(${list})`;
  };
  const text = `${findKeyMark}
    SELECT ${array("k", keyColumns)} AS "key", ${array("u", userColumns)} AS "user",
      CASE WHEN p."id" IS NULL THEN NULL ELSE ${array("p", keyColumns)} END AS "parent"
    FROM "Key" k JOIN "User" u ON u."id" = k."userId" LEFT JOIN "Key" p ON p."id" = k."parentId"
    WHERE k."id" = ${dialect === "postgresql" ? "$1" : "?"}`;

  return async (id): Promise<KeyWithHolder | null> => {
    const [row] = await client.$queryRawUnsafe<{ key: string; user: string; parent: string | null }[]>(text, id);
    if (row === undefined) return null;
    return {
      key: keyOf(objectOf<StoredKey>(keyColumns, row.key)),
      user: userOf(objectOf<StoredUser>(userColumns, row.user)),
      parent: row.parent === null ? null : keyOf(objectOf<StoredKey>(keyColumns, row.parent)),
    };
  };
}

function objectOf<T>(columns: readonly (keyof T & string)[], json: string): T {
  const values = JSON.parse(json) as never[];
  const object: Partial<T> = {};
  columns.forEach((column, i) => (object[column] = values[i]));
  return object as T;
}
