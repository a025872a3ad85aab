// @ts-check
/**
 * `npm run migrations <name>`: writes the next migration for both databases from prisma/schema.prisma.
 *
 * What the newest migrations lead to is kept as text beside them (prisma/migrations/schema.prisma), so that no database is needed:
 * Prisma's schema engine compares that text with the schema of today. A test applies the migrations to real databases and finds drift.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSchemaEngine, noFilters } from "#server/store/engine.js";
import { providers, readSchema, schemaFor } from "./schema.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const migrationsDir = join(root, "prisma/migrations");
const before = join(migrationsDir, "schema.prisma");

await main(process.argv[2]);

/** @param {string | undefined} name */
async function main(name) {
  if (name === undefined || !/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) {
    process.stderr.write("Say what the migration does, in lower case with underscores: npm run migrations add_device_name\n");
    process.exitCode = 2;
    return;
  }
  const schema = readSchema(root);
  const old = existsSync(before) ? readFileSync(before, "utf8") : null;
  const scripts = [];
  for (const provider of providers) scripts.push({ provider, sql: await compare(provider, old, schema) });
  if (scripts.every(({ sql }) => sql === null)) {
    process.stderr.write("The migrations already lead to this schema: nothing to write.\n");
    return;
  }
  const folder = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
  for (const { provider, sql } of scripts) writeMigration(provider, folder, sql ?? "-- Nothing changes here.\n");
  writeFileSync(before, schema);
}

/** @param {import("./schema.mjs").Provider} provider @param {string | null} from @param {string} to @returns {Promise<string | null>} null: no change */
async function compare(provider, from, to) {
  /** @param {string} text @returns {{tag: "schemaDatamodel", files: {path: string, content: string}[]}} */
  const target = (text) => ({ tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schemaFor(text, provider) }] });
  const engine = await loadSchemaEngine(noDatabase(provider), schemaFor(to, provider));
  try {
    const { exitCode, stdout } = await engine.diff({
      from: from === null ? { tag: "empty" } : target(from),
      to: target(to),
      script: true,
      exitCode: true,
      filters: noFilters,
    });
    return exitCode === 0 ? null : stdout;
  } finally {
    engine.free();
  }
}

/** @param {import("./schema.mjs").Provider} provider @param {string} folder @param {string} sql */
function writeMigration(provider, folder, sql) {
  const dir = join(migrationsDir, provider, folder);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "migration.sql"), sql);
  writeFileSync(join(migrationsDir, provider, "migration_lock.toml"), `# Written by npm run migrations.\nprovider = "${provider}"\n`);
  process.stdout.write(`prisma/migrations/${provider}/${folder}/migration.sql\n`);
}

/**
 * Comparing two texts touches no database, but the engine greets one when it starts: this answers the greeting.
 * @param {import("./schema.mjs").Provider} provider
 * @returns {import("@prisma/driver-adapter-utils").SqlMigrationAwareDriverAdapterFactory}
 */
function noDatabase(provider) {
  const who = {
    provider: provider === "sqlite" ? /** @type {const} */ ("sqlite") : /** @type {const} */ ("postgres"),
    adapterName: "none",
  };
  const refuse = () => Promise.reject(new Error("There is no database here."));
  const version = { columnNames: ["exists", "version", "number"], columnTypes: [5, 7, 0], rows: [[true, "PostgreSQL 18.0", 180000]] };
  const adapter = {
    ...who,
    queryRaw: () => Promise.resolve(version),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: false }),
    dispose: () => Promise.resolve(),
  };
  // @ts-expect-error ColumnType is a closed enum of numbers
  return { ...who, connect: () => Promise.resolve(adapter), connectToShadowDb: refuse };
}
