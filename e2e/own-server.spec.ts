/** The first day: a server that somebody starts on this machine is on Home, opens with a tap, survives the browser, and ends with the session. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { smallEnvironment } from "./models/cli.ts";
import { createDoorPage } from "./models/door-page.ts";
import { exchange } from "./models/exchange.ts";
import { findFreePort } from "./models/free-port.ts";
import { owner } from "./models/people.ts";
import { deadWithinMs } from "./models/promise.ts";
import { makeScratchDir } from "./models/scratch.ts";

/** Both promises of the first day are 5 s. A busy machine has to start, to ask and to draw besides; without its asking the page would stay as it is. */
const withinMs = 20_000;
const lastMonth = new Date(Date.now() - 30 * 86_400_000);

const test = base.extend<{ startServer(port: number): void }>({
  startServer: async ({}, use) => {
    const scratch = makeScratchDir("site");
    writeFileSync(join(scratch.dir, "index.html"), "<!doctype html><title>mine</title><h1>hello from my own server</h1>");
    // A browser keeps a page of last month for days by its own guess; a guarded one is asked about all the same.
    utimesSync(join(scratch.dir, "index.html"), lastMonth, lastMonth);
    const started: ChildProcess[] = [];
    await use((port) => {
      const [program = "", ...args] = staticServer(port);
      started.push(spawn(program, args, { cwd: scratch.dir, env: smallEnvironment(), stdio: "ignore" }));
    });
    for (const child of started) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      if (child.kill("SIGKILL")) await ended;
    }
    scratch.remove();
  },
});

test("from a fresh start: a server of one's own appears on Home within 5 s, opens with one tap, opens after a kill, and ends with the session", async ({
  startDoor,
  openProfile,
  startServer,
}) => {
  const server = await startDoor({ setUp: false });
  const profile = await openProfile();
  await createDoorPage(profile.tab, server.origin).setUp(owner);
  const port = await findFreePort();
  startServer(port);
  await expect.poll(() => answers(port), { timeout: 60_000 }).toBe(true);

  const link = profile.tab.getByRole("link", { name: new RegExp(`^Open port ${port}(,|$)`) });
  const showAll = profile.tab.getByRole("button", { name: /^Show all/ });
  // On a machine where much listens the list is cut, now or in a moment; the port is then behind the button.
  await expect(async () => {
    if (await showAll.isVisible()) await showAll.click({ timeout: 2_000 });
    await expect(link).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: withinMs });
  const appUrl = `http://${port}--this-machine--${owner.name}.apps.latchkey.localhost:${server.port}/`;
  await link.click();
  await expect(profile.tab.getByRole("heading", { name: "hello from my own server" })).toBeVisible();
  expect(profile.tab.url()).toBe(appUrl);

  await profile.killAll();
  await profile.launch();
  await profile.tab.goto(appUrl);
  await expect(profile.tab.getByRole("heading", { name: "hello from my own server" })).toBeVisible();

  const elsewhere = await signInClient(server);
  const cookie = (await profile.context.cookies(appUrl)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const asProgram = async () => (await exchange(appUrl, server.port, { headers: { cookie } })).status;
  expect(await asProgram()).toBe(200);
  expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
  await expect.poll(asProgram, { timeout: deadWithinMs }).toBe(401);
  await profile.tab.goto(appUrl);
  await createDoorPage(profile.tab, server.origin).expectSignInPage();
});

/** What people have at hand; where there is no Python, the same in Node. */
function staticServer(port: number): string[] {
  const hasPython = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
  if (hasPython) return ["python3", "-m", "http.server", String(port), "--bind", "127.0.0.1"];
  const page = `require("http").createServer((q, r) => r.end(require("fs").readFileSync("index.html"))).listen(${port}, "127.0.0.1")`;
  return [process.execPath, "-e", page];
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await exchange(`http://127.0.0.1:${port}/`, port)).status === 200;
  } catch {
    return false; // not listening yet
  }
}
