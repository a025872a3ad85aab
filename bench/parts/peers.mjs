// @ts-check
/** What a session check is held against: better-auth on SQLite, as an app of one process uses it, and iron-session's unsealing alone. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { sealData, unsealData } from "iron-session";
import { SqliteDialect } from "kysely";
import { openSqliteFile } from "./sqlite-file.mjs";

/**
 * better-auth over an SQLite file of its own, signed in. Its usual driver, better-sqlite3, has to be compiled on the spot; this is libSQL's
 * driver, which has the same synchronous interface and is the one under Latchkey's own store. Write-ahead log, like Latchkey's.
 * @param {string} dir
 * @param {{cookieCache: boolean}} options `cookieCache`: better-auth's own way to spare the query, for five minutes
 */
export async function openBetterAuth(dir, { cookieCache }) {
  const database = openSqliteFile(join(dir, `better-auth-${cookieCache ? "cached" : "plain"}.db`));
  const options = {
    database: { dialect: new SqliteDialect({ database }), type: /** @type {const} */ ("sqlite") },
    secret: randomBytes(32).toString("base64"),
    baseURL: "http://localhost:3000",
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    session: { cookieCache: { enabled: cookieCache, maxAge: 300 } },
  };
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);
  const body = { email: "ada@example.com", name: "ada", password: "violet-Anchor-93-tundra" };
  const signedUp = await auth.api.signUpEmail({ body, asResponse: true });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((each) => each.split(";", 1)[0])
    .join("; ");
  const headers = new Headers({ cookie });
  const check = async () => {
    if (!(await auth.api.getSession({ headers }))) throw new Error("better-auth does not know its own session.");
  };
  await check();
  return { check, close: () => database.close() };
}

/** One seal of iron-session that holds what Latchkey's cookie holds. */
export async function openIronSession() {
  const options = { password: randomBytes(32).toString("base64") };
  const content = { token: `lk_${"0".repeat(16)}_${"0".repeat(32)}`, cookieExpiresAt: Date.now() };
  const seal = await sealData(content, options);
  const check = async () => {
    const { token } = /** @type {typeof content} */ (await unsealData(seal, options));
    if (token !== content.token) throw new Error("iron-session does not know its own seal.");
  };
  return { check };
}
