// @ts-check
/**
 * Prisma's own schema engine as WebAssembly: applies migrations and compares schemas, without a native binary to download.
 * Plain JavaScript, because scripts/ uses it as well as the server. Loading takes some 60 ms and 20 MB: only when needed.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

/** @typedef {import("@prisma/driver-adapter-utils").SqlMigrationAwareDriverAdapterFactory} AdapterFactory */
/** @typedef {import("@prisma/schema-engine-wasm/schema_engine_bg").SchemaEngine} SchemaEngine */

/**
 * Makes the engine for one database. Call `free()` on it when done.
 * @param {AdapterFactory} adapterFactory
 * @param {string} [schema] schema text; without one the engine can apply migrations but compare nothing
 * @returns {Promise<SchemaEngine>}
 */
export async function loadSchemaEngine(adapterFactory, schema) {
  const glue = await engineGlue();
  /** @type {[string, string][] | undefined} */
  const datamodels = schema === undefined ? undefined : [["schema.prisma", schema]];
  return glue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapterFactory));
}

/** What the engine is told when no table is to be left out. */
export const noFilters = { externalTables: [], externalEnums: [] };

/** @type {Promise<typeof import("@prisma/schema-engine-wasm/schema_engine_bg")> | undefined} */
let wired;

/**
 * The package's own entry imports its .wasm as a module, which Node 20 cannot; so the glue is wired by hand. Once per process:
 * a second instance behind the same glue would corrupt the first.
 */
function engineGlue() {
  wired ??= wire();
  return wired;
}

async function wire() {
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
  const bytes = await readFile(join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": withoutHeldExit(glue) });
  const { __wbg_set_wasm } = /** @type {any} */ (glue);
  __wbg_set_wasm(instance.exports);
  /** @type {any} */ (instance.exports).__wbindgen_start();
  return glue;
}

/**
 * The engine sets a timer of 10 s around the lock that it takes on PostgreSQL and never clears it: a command that migrates would end 10 s
 * late. A timer alone does not hold a process up here.
 * @param {Record<string, any>} glue
 * @returns {Record<string, any>}
 */
function withoutHeldExit(glue) {
  const entries = Object.entries(glue).map(([name, value]) => {
    if (!name.startsWith("__wbg_setTimeout_")) return [name, value];
    return [name, (/** @type {() => void} */ wake, /** @type {number} */ ms) => setTimeout(wake, ms >>> 0).unref()];
  });
  return Object.fromEntries(entries);
}
