/** What the tests run in processes of their own: `<command> <database URL>`. Says on stdout when it has come so far. */
import { createLog } from "#server/log.ts";
import { openDriver } from "../driver.ts";
import { openStore } from "../open.ts";

const [command, databaseUrl = ""] = process.argv.slice(2);
const log = createLog();
const deadlineMs = 60_000;

/** Opens the store, counts 50 attempts in one bucket, prints the last count, closes. */
async function open(): Promise<void> {
  const store = await openStore({ databaseUrl, log, deadlineMs });
  let last = 0;
  for (let i = 0; i < 50; i++) last = (await store.limits.take("attempts", 3_600, 1_000)).count;
  process.stdout.write(`${last}\n`);
  await store.close();
}

/** Takes the migration lock and keeps it. */
async function holdLock(): Promise<void> {
  const driver = await openDriver({ databaseUrl, log, deadlineMs });
  await driver.withMigrationLock(() => {
    process.stdout.write("held\n");
    return new Promise(() => setInterval(() => undefined, 1_000));
  });
}

await (command === "open" ? open() : holdLock());
