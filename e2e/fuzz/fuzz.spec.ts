/**
 * Hostile bytes from every side at once: at the server, a regional proxy and an agent, from browsers, apps, machines and programs. Nothing is
 * expected of single answers but what must hold of all: no failure of ours, nothing of ours at an app, never two requests for one, and processes
 * that live on and grow no larger. `npm run fuzz [minutes]` goes on for longer, from a seed of its own; FUZZ_SEED and FUZZ_ONLY (such as
 * `local:17`) repeat one input.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAgent } from "../models/agent-process.ts";
import { createHttpClient } from "../models/http-client.ts";
import { makeScratchDir } from "../models/scratch.ts";
import { openViewerSocket } from "../models/viewer-socket.ts";
import { expect, openMachine, test, type Region } from "../proxy-fixtures.ts";
import { writeAnswer } from "./answers.ts";
import { writeOutput, writeTunnelFrame } from "./frames.ts";
import { findErrors, readCost } from "./health.ts";
import { createRandom } from "./random.ts";
import { startRecorder } from "./recorder.ts";
import { appTargets, ownTargets } from "./requests.ts";
import {
  fuzzAnswers,
  fuzzAsAgent,
  fuzzAsViewer,
  fuzzHandOver,
  fuzzRequests,
  fuzzSockets,
  primaryApp,
  startHostileServer,
  type Surface,
  type World,
} from "./surfaces.ts";
import { repeat } from "./wire.ts";

const minutes = Number(process.env["FUZZ_MINUTES"] ?? 0);
const seed = process.env["FUZZ_SEED"] ?? "latchkey";
const [onlySurface, onlyNumber] = (process.env["FUZZ_ONLY"] ?? "").split(":");
/** How much a process may grow by everything that is thrown at it: caches fill once. Bytes. */
const mayGrowBytes = 250 * 1024 * 1024;
const mayHoldHandles = 60;

test.describe.configure({ timeout: minutes * 60_000 + 600_000 });

test("hostile bytes from all sides: no failure of ours, nothing of ours at an app, never two requests for one", async ({ openRegion }) => {
  const region = await openRegion({ flags: { "path-apps": true } });
  const findings: string[] = [];
  const find: World["find"] = (surface, number, what) => findings.push(`FUZZ_SEED=${seed} FUZZ_ONLY=${surface}:${number}: ${what}`);
  const secrets: string[] = [];
  const recorder = await startRecorder((target) => {
    const number = /^\/answer\?n=(\d+)$/.exec(target)?.[1];
    return number === undefined ? null : writeAnswer(createRandom(`${seed}:answers:${number}`));
  }, secrets);
  region.onClose(recorder.close);
  const proxy = await region.open();
  const machine = await openMachine(region, proxy);
  const person = await region.visitor();
  const origins = {
    local: primaryApp(region, recorder.port),
    tunnel: primaryApp(region, recorder.port, "box"),
    region: region.appUrl(proxy, "this-machine", recorder.port),
    "region-tunnel": region.appUrl(proxy, "box", recorder.port),
  };
  for (const origin of Object.values(origins)) expect((await person.navigate(`${origin}/page`)).answer.text).toBe("recorded");
  // Short values are no secrets, and stand everywhere.
  secrets.push(...person.cookies.map(({ value }) => value).filter((value) => value.length > 20), machine.token);

  const attacker = await region.client.post("/api/v1/workspaces", { name: "hostile" });
  const attackerToken = attacker.json<{ token: string }>().token;
  const terminal = await region.client.post("/api/v1/workspaces/this-machine/terminals", { command: "sleep 100000" });
  expect(terminal.status, terminal.text).toBe(201);

  const { door } = region;
  const world: World = { region, recorder, find, cookieOf: (url) => person.cookieHeader(url) };
  const surfaces: [name: string, times: number, surface: Surface][] = [
    ["own", 500, fuzzRequests("own", door.port, region.accessUrl, { targets: ownTargets, signedIn: false })],
    ["local", 500, fuzzRequests("local", door.port, origins.local, { targets: appTargets, signedIn: true })],
    ["stranger", 200, fuzzRequests("stranger", door.port, origins.local, { targets: appTargets, signedIn: false })],
    ["tunnel", 250, fuzzRequests("tunnel", door.port, origins.tunnel, { targets: appTargets, signedIn: true })],
    ["region", 300, fuzzRequests("region", proxy.port, origins.region, { targets: appTargets, signedIn: true })],
    ["region-tunnel", 200, fuzzRequests("region-tunnel", proxy.port, origins["region-tunnel"], { targets: appTargets, signedIn: true })],
    ["answers", 300, fuzzAnswers],
    ["hand-over", 300, fuzzHandOver],
    ["sockets", 60, fuzzSockets],
    ["agent", 25, fuzzAsAgent(attackerToken)],
    ["viewer", 25, fuzzAsViewer(terminal.json<{ terminal: { id: string } }>().terminal.id)],
  ];
  const before = { door: readCost(door.pid), proxy: readCost(proxy.pid) };

  // An agent in the hands of a hostile server, all the while.
  const random = createRandom(`${seed}:server`);
  let feeding = true;
  const hostile = await startHostileServer((socket) => {
    socket.on("error", () => undefined);
    const feed = () => {
      if (!feeding || socket.readyState !== socket.OPEN) return;
      socket.send(writeTunnelFrame(random, [1, 2, 3, 5, 7]));
      setTimeout(feed, 5);
    };
    feed();
  });
  const agent = startAgent({ url: hostile.url, token: attackerToken });
  let agentEnded = "";
  void agent.ended.then(({ output }) => (agentEnded = output));

  for (const [name, times, surface] of surfaces) {
    if (onlySurface !== "" && onlySurface !== name) continue;
    const until = minutes > 0 ? Date.now() + (minutes * 60_000) / surfaces.length : null;
    await test.step(name, async () => {
      const run = (number: number) => surface(world, createRandom(`${seed}:${name}:${number}`), number);
      if (onlyNumber !== undefined && onlyNumber !== "") return run(Number(onlyNumber));
      const count = await repeat({ times, until, atOnce: 16 }, run);
      if (minutes > 0) process.stdout.write(`${name}: ${count} inputs\n`);
    });
  }
  expect(agentEnded, "the agent ended under a hostile server").toBe("");
  feeding = false;
  await agent.stop();
  hostile.close();

  await test.step("output of a program", () => showOutput(region, person.cookieHeader(region.accessUrl)));

  expect(findings).toEqual([]);
  expect(recorder.offences, "what the app saw of ours").toEqual([]);
  expect([...findErrors(door.log()), ...findErrors(proxy.output())], "what an operator would be told").toEqual([]);
  expect((await createHttpClient(region.accessUrl, { port: door.port }).get("/healthz")).status).toBe(200);
  for (const [name, pid] of [["door", door.pid] as const, ["proxy", proxy.pid] as const]) {
    await expect
      .poll(() => readCost(pid).handles - before[name].handles, { message: `handles of the ${name}` })
      .toBeLessThan(mayHoldHandles);
    expect(readCost(pid).residentBytes - before[name].residentBytes, `memory of the ${name}`).toBeLessThan(mayGrowBytes);
  }
});

/** Hostile output in one terminal: it comes to its end, and another terminal of the machine answers. */
async function showOutput({ client, door, accessUrl, onClose }: Region, cookie: string): Promise<void> {
  const scratch = makeScratchDir("fuzz");
  onClose(async () => scratch.remove());
  const file = join(scratch.dir, "output");
  writeFileSync(file, writeOutput(createRandom(`${seed}:output`), 48 * 1024));
  const open = async (command: string) => {
    const answer = await client.post("/api/v1/workspaces/this-machine/terminals", { command });
    expect(answer.status, answer.text).toBe(201);
    const { id } = answer.json<{ terminal: { id: string } }>().terminal;
    return openViewerSocket({ port: door.port, origin: accessUrl, id, headers: { cookie } });
  };
  const shown = await open(`cat ${file}; printf '\\033c'; echo; echo all of it; sleep 1000`);
  const other = await open("echo the other one; sleep 1000");
  await other.until("the other one");
  await shown.until("all of it");
  for (const viewer of [shown, other]) viewer.drop();
}
