/** PostgreSQL through Prisma's pg adapter: a small pool that gives up in time and gets well by itself. */
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Client, Driver, DriverOptions, Migrating } from "./database.ts";
import { migratingWith } from "./database.ts";
import { findKeyMark } from "./find-key.ts";
import { listenForNews } from "./listen.ts";

/** Any number, the same in every Latchkey: which of PostgreSQL's advisory locks is ours. */
const migrationLock = 7_226_150_441;

/** The driver for `postgresql://…`. Connects to nothing yet. Throws an Error with one line for a URL that cannot be right. */
export function openPostgresql({ databaseUrl, log, deadlineMs }: DriverOptions): Driver {
  const where = parse(databaseUrl);
  const connection: pg.ClientConfig = {
    connectionString: databaseUrl,
    application_name: "latchkey",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 0.9 * deadlineMs,
  };
  const pool = new pg.Pool({
    ...connection,
    Client: ImpatientClient,
    max: 10,
    // The server gives up first, so that the connection stays good; the client when it hears nothing at all.
    statement_timeout: 0.8 * deadlineMs,
    query_timeout: 0.9 * deadlineMs,
    idle_in_transaction_session_timeout: 2 * deadlineMs,
  });
  // An idle connection that breaks is replaced at its next use; unheard, the event would end the process.
  pool.on("error", () => undefined);

  const adapterFactory = new PrismaPg(pool, { statementNameGenerator: nameStatement });
  return {
    dialect: "postgresql",
    adapterFactory,
    async loadClient() {
      const { PrismaClient } = await import("./generated/postgresql/client.ts");
      return new PrismaClient({
        adapter: adapterFactory,
        transactionOptions: { maxWait: deadlineMs, timeout: deadlineMs },
      }) as unknown as Client;
    },
    query: async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows,
    openMigrating: () => openMigrating(connection),
    withMigrationLock: (work) => withAdvisoryLock(connection, work),
    explain: (error) => explainPostgresql(error, where),
    listen: (self, heard) => listenForNews(connection, { self, heard, log }),
    async close(client) {
      await client?.$disconnect();
      await pool.end();
    },
  };
}

/** A named statement is planned once per connection, which takes a third off the hot query. The others are not worth remembering. */
function nameStatement({ sql }: { sql: string }): string {
  return sql.startsWith(findKeyMark) ? "find_key" : "";
}

/** Cuts the line when an answer does not come in time: within a transaction pg would put the waiting connection back into the pool. */
class ImpatientClient extends pg.Client {
  override query = ((...given: unknown[]) => {
    const answer: unknown = (super.query as (...given: unknown[]) => unknown)(...given);
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        if (error instanceof Error && error.message === "Query read timeout") this.connection.stream.destroy();
      });
    }
    return answer;
  }) as pg.Client["query"];
}

/** Each migration is sent as one simple query, which PostgreSQL runs as one transaction. The adapter itself would cut it at its semicolons. */
function openMigrating(connection: pg.ClientConfig): Migrating {
  const pool = new pg.Pool({ ...connection, max: 2 });
  pool.on("error", () => undefined);
  const factory = new PrismaPg(pool, { disposeExternalPool: true });
  return migratingWith(factory, "now()", () => Promise.resolve(async (script) => void (await pool.query(script))));
}

async function withAdvisoryLock<T>(connection: pg.ClientConfig, work: () => Promise<T>): Promise<T> {
  const holder = new pg.Client({ ...connection, statement_timeout: 120_000 });
  holder.on("error", () => undefined);
  await holder.connect();
  try {
    await holder.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    return await work();
  } finally {
    // The lock belongs to the connection: it ends with it, however the process ends.
    await holder.end();
  }
}

interface Where {
  server: string;
  database: string;
  user: string;
}

function parse(databaseUrl: string): Where {
  let url: URL;
  try {
    url = new URL(databaseUrl);
  } catch {
    throw new Error(
      "--database-url is not a URL. Give postgresql://<user>:<password>@<host>/<database>; escape special characters of the password.",
    );
  }
  if (url.searchParams.has("schema"))
    throw new Error("--database-url: PostgreSQL does not know ?schema=. Give a database of its own, or ?options=-csearch_path%3D<schema>.");
  const database = decodeURIComponent(url.pathname.slice(1));
  const user = decodeURIComponent(url.username);
  return { server: `${url.hostname || "localhost"}:${url.port || 5432}`, database: database || user, user };
}

function explainPostgresql(error: unknown, { server, database, user }: Where): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message =
    error instanceof AggregateError ? error.errors.map(String).join(", ") : error instanceof Error ? error.message : String(error);
  if (code === "28P01" || code === "28000")
    return `PostgreSQL at ${server} refuses the user "${user}". Correct user and password in --database-url.`;
  if (code === "3D000")
    return `PostgreSQL at ${server} has no database "${database}". Create it (createdb ${database}), or correct --database-url.`;
  if (code === "42501" || message.includes("permission denied"))
    return `The user "${user}" may not create tables in "${database}". Make it the owner of the database.`;
  if (/^[0-9A-Z]{5}$/.test(code)) return `PostgreSQL at ${server} cannot be used: ${message}`;
  return `PostgreSQL at ${server} cannot be reached (${code || message}). Start it, or correct --database-url.`;
}
