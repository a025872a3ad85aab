// @ts-check
/** The one schema text, as each database reads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {"sqlite" | "postgresql"} Provider */
/** @type {readonly Provider[]} */
export const providers = ["sqlite", "postgresql"];

/** @param {string} root @returns {string} */
export function readSchema(root) {
  return readFileSync(join(root, "prisma/schema.prisma"), "utf8");
}

/**
 * The schema for one database. It is written for SQLite and uses nothing that only one of the two has.
 * @param {string} schema
 * @param {Provider} provider
 * @returns {string}
 */
export function schemaFor(schema, provider) {
  const said = 'provider = "sqlite"';
  if (schema.split(said).length !== 2) throw new Error(`prisma/schema.prisma must say ${said} exactly once.`);
  return schema.replace(said, `provider = "${provider}"`);
}
