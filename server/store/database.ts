/** What SQLite and PostgreSQL each bring to the store. Everything else of the room is written once, against this. */
import type { SqlDriverAdapter, SqlDriverAdapterFactory, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type { Log } from "#server/log.ts";
import type { PrismaClient } from "./generated/sqlite/client.ts";

export type Dialect = "sqlite" | "postgresql";

/** PostgreSQL's generated client has the same shape in all that is used here. */
export type Client = PrismaClient;

/** Ids of keys that ended and of people that changed, and texts, as another process tells them. */
export interface News {
  endedKeyIds: string[];
  changedUserIds: string[];
  told: string[];
  /** For a while nothing was heard, whatever was said. */
  hasGap: boolean;
}

export interface DriverOptions {
  /** `file:<path>` or `postgresql://…`. */
  databaseUrl: string;
  log: Log;
  /** Milliseconds within which a call is answered or given up; migrations may take longer. */
  deadlineMs: number;
}

/** How one database is reached. Nothing is opened before it is used. */
export interface Driver {
  readonly dialect: Dialect;
  /** Connections for the Prisma client, with all that durability and time limits ask for. */
  readonly adapterFactory: SqlDriverAdapterFactory;
  loadClient(): Promise<Client>;
  /** Runs one statement at start, before there is a client. Rejects with the driver's own error. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Connections for Prisma's schema engine: each migration is applied wholly or not at all, and has no time limit. */
  openMigrating(): Migrating;
  /** Runs `work` while no other process runs under this lock. A holder that dies lets go of it. */
  withMigrationLock<T>(work: () => Promise<T>): Promise<T>;
  /** Says a driver's error in one line that names the cure. Holds no password. */
  explain(error: unknown): string;
  /** Leaves out what was told by `self`. */
  listen(self: string, heard: (news: News) => void): Promise<{ close(): Promise<void> }>;
  close(client?: Client): Promise<void>;
}

/** The engine never closes the connections that it asks for. */
export interface Migrating {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  /** What the database said to the script that failed: the engine tells only that one did. */
  failure(): unknown;
  close(): Promise<void>;
}

/**
 * What a database needs for applying migrations: connections whose scripts are replaced by `inOneTransaction`, which gets a migration's
 * text with the statement that finishes its record.
 */
export function migratingWith(
  factory: SqlMigrationAwareDriverAdapterFactory,
  now: string,
  inOneTransaction: (adapter: SqlDriverAdapter) => Promise<(script: string) => Promise<void>>,
): Migrating {
  const opened: SqlDriverAdapter[] = [];
  let failure: unknown;
  return {
    factory: {
      provider: factory.provider,
      adapterName: factory.adapterName,
      async connect() {
        const adapter = await factory.connect();
        opened.push(adapter);
        const run = await inOneTransaction(adapter);
        adapter.executeScript = async (script) => {
          try {
            await run(script.includes("_prisma_migrations") ? script : `${script};\n${finishMigrationSql(now)};`);
          } catch (error) {
            failure = error;
            throw error;
          }
        };
        return adapter;
      },
      connectToShadowDb: () => Promise.reject(new Error("Applying migrations needs no shadow database.")),
    },
    failure: () => failure,
    async close() {
      await Promise.allSettled(opened.map((adapter) => adapter.dispose()));
    },
  };
}

/**
 * Finishes the record of the migration that is being applied, in the same transaction as the migration itself: whatever is unfinished
 * at the next start has not happened.
 */
function finishMigrationSql(now: string): string {
  return `UPDATE "_prisma_migrations" SET "finished_at" = ${now} WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`;
}
