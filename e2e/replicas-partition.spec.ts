/**
 * Two replicas, and a network between one of them and PostgreSQL that holds every byte and breaks no connection: what is ended at the other is over
 * here as well.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { startCutWire } from "./models/cut-wire.ts";
import { openLiveSocket } from "./models/live-socket.ts";
import { expectProblem } from "./models/problem.ts";
import { kinds, openViewerSocket } from "./models/viewer-socket.ts";
import { createVisitor } from "./models/visitor.ts";
import { appUrl, at, expect, test } from "./replica-fixtures.ts";
import { openTerminal } from "./terminal-fixtures.ts";
import { startGuardedApp } from "./upstreams/guarded-app.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

test("G5 a replica that cannot ask its database closes what it could not confirm for longer than --keep-verdicts, and signs nobody out", async ({
  replicas,
  client,
  addMachine,
}) => {
  const { one, two, postgres, door, accessUrl } = replicas;
  const wire = await startCutWire(Number(new URL(postgres.url).port));
  const throughWire = new URL(postgres.url);
  throughWire.port = String(wire.port);
  await two.restart({
    env: { ...door.env, LATCHKEY_DATABASE_URL: throughWire.href },
    flags: { ...door.flags, "keep-verdicts": "2s" },
  });
  const app = await startGuardedApp();
  const { path } = await addMachine("box");
  const { id } = await openTerminal(client, { name: "work", command: "cat" }, path);

  const visitor = createVisitor({ accessUrl, portOf: () => two.port });
  await visitor.signIn();
  const origin = appUrl(replicas, "box", app.port);
  expect((await visitor.navigate(`${origin}/page`)).answer.status).toBe(200);
  const headers = { host: new URL(origin).host, origin, cookie: visitor.cookieHeader(`${origin}/ws`) };
  const ofApp = new WebSocket(`ws://127.0.0.1:${two.port}/ws`, { headers });
  await once(ofApp, "open");
  const appClosed = once(ofApp, "close");
  const cookie = visitor.cookieHeader(accessUrl);
  const live = await openLiveSocket(two.port, two.origin, cookie);
  const viewer = openViewerSocket({ port: two.port, origin: two.origin, id, headers: { cookie } });
  await viewer.json(kinds.hello);

  wire.setAll("frozen");
  const key = (await one.client().get("/api/v1/session", { headers: { cookie } })).json<{ key: { id: string } }>().key.id;
  expect((await client.delete(`/api/v1/keys/${key}`)).status).toBe(204);
  expect(await live.closed).toMatchObject({ code: 1013 });
  expect(await viewer.closed).toMatchObject({ code: 1013 });
  await appClosed;
  expect((await at(two, client).get("/api/v1/session")).status).toBe(503);

  wire.setAll("whole");
  await expect.poll(async () => (await at(two, client).get("/api/v1/session")).status, { timeout: 60_000 }).toBe(200);
  expectProblem(await two.client().get("/api/v1/session", { headers: { cookie } }), 401, "session_revoked");
  await app.close();
  await wire.close();
});
