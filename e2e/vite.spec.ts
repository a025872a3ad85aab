/** A dev server as people have it: Vite with hot module replacement over its WebSocket, behind the gateway. */
import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, signInClient, test } from "./fixtures.ts";
import { appOriginOf } from "./models/app-visit.ts";
import { smallEnvironment } from "./models/cli.ts";
import { createDoorPage } from "./models/door-page.ts";
import { exchange } from "./models/exchange.ts";
import { findFreePort } from "./models/free-port.ts";
import { owner } from "./models/people.ts";
import { deadWithinMs } from "./models/promise.ts";
import { makeScratchDir } from "./models/scratch.ts";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));

test("Vite's dev server opens through the gateway, replaces a module without a reload, and stops with the session", async ({
  door,
  page,
}) => {
  const project = makeScratchDir("vite");
  const write = (name: string, text: string) => writeFileSync(join(project.dir, name), text);
  symlinkSync(modules, join(project.dir, "node_modules"));
  mkdirSync(join(project.dir, "cache"));
  write("index.html", `<!doctype html><title>vite</title><h1 id="word"></h1><script type="module" src="/main.js"></script>`);
  write(
    "main.js",
    `import { word } from "./word.js";\nconst show = (text) => (document.querySelector("#word").textContent = text);\nshow(word);\nimport.meta.hot.accept("./word.js", (next) => show(next.word));\n`,
  );
  write("word.js", `export const word = "before";\n`);
  const port = await findFreePort();
  // The one thing that Vite has to be told: which hosts it may be asked for.
  write(
    "vite.config.mjs",
    `export default { cacheDir: "cache", server: { host: "127.0.0.1", port: ${port}, strictPort: true, allowedHosts: [".apps.latchkey.localhost"] } };\n`,
  );
  const vite = spawn(process.execPath, [join(modules, "vite/bin/vite.js"), "--clearScreen", "false"], {
    cwd: project.dir,
    env: smallEnvironment(),
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => vite.once("exit", resolve));
  try {
    const isUp = () =>
      exchange(`http://127.0.0.1:${port}/`, port).then(
        ({ status }) => status === 200,
        () => false,
      );
    await expect.poll(isUp, { timeout: 60_000 }).toBe(true);
    await createDoorPage(page, door.origin).signIn(owner);
    const connected = page.waitForEvent("console", {
      predicate: (message) => message.text().includes("[vite] connected"),
      timeout: 60_000,
    });
    await page.goto(`${appOriginOf(door, port)}/`);
    const word = page.locator("#word");
    await expect(word).toHaveText("before", { timeout: 60_000 });
    await connected;
    await page.evaluate(() => Object.assign(window, { latchkeyTestMark: "the same document" }));
    // Vite may not have begun to watch yet: then it is saved again, as a person does.
    await expect(async () => {
      write("word.js", `export const word = "after";\n`);
      await expect(word).toHaveText("after", { timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    expect(await page.evaluate(() => "latchkeyTestMark" in window)).toBe(true);

    const elsewhere = await signInClient(door);
    const lost = page.waitForEvent("console", {
      predicate: (message) => message.text().includes("server connection lost"),
      timeout: deadWithinMs,
    });
    expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
    await lost;
  } finally {
    vite.kill("SIGKILL");
    await ended;
    project.remove();
  }
});
