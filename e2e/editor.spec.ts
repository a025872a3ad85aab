/** An editor in the browser, opened through the gateway with nothing but the door's session: type into a file, type into its terminal. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { startAgent } from "./models/agent-process.ts";
import { appOriginOf } from "./models/app-visit.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { owner } from "./models/people.ts";
import { deadWithinMs } from "./models/promise.ts";
import { makeScratchDir } from "./models/scratch.ts";
import { findCodeServer, startCodeServer } from "./upstreams/code-server.ts";
import { startNotebook } from "./upstreams/notebook.ts";

/** Where an editor runs: this machine, or one with an agent of its own, and then every byte comes through its tunnel. */
interface Place {
  name: string;
  /** Gives the origin of a port there, once the door can open it, and what ends the place. */
  open(door: DoorServer): Promise<{ originOf(port: number): string; close(): Promise<void> }>;
}

const places: Place[] = [
  {
    name: "of this machine",
    open: (door) => Promise.resolve({ originOf: (port) => appOriginOf(door, port), close: () => Promise.resolve() }),
  },
  {
    name: "of a machine with an agent",
    async open(door) {
      const client = await signInClient(door);
      const added = await client.post("/api/v1/workspaces", { name: "workstation" });
      const { workspace, token } = added.json<{ workspace: { id: string }; token: string }>();
      const agent = startAgent({ url: door.origin, token });
      const state = async () => (await client.get(`/api/v1/workspaces/${workspace.id}`)).json<{ state: string }>().state;
      await expect.poll(state, { timeout: 60_000 }).toBe("online");
      return { originOf: (port) => appOriginOf(door, port).replace("--this-machine--", "--workstation--"), close: agent.stop };
    },
  },
];

interface Given {
  door: DoorServer;
  page: Page;
  place: Place;
  folder: string;
  keptDir: string;
  installed: NonNullable<ReturnType<typeof findCodeServer>>;
}

const test = base.extend<{ folder: string; keptDir: string }>({
  folder: async ({}, use) => {
    const scratch = makeScratchDir("folder");
    writeFileSync(join(scratch.dir, "hello.txt"), "hello from the file\n");
    await use(scratch.dir);
    scratch.remove();
  },
  keptDir: async ({}, use) => {
    const scratch = makeScratchDir("editor");
    await use(scratch.dir);
    scratch.remove();
  },
});

const installed = findCodeServer();
if (installed) {
  for (const place of places) {
    test(`code-server ${place.name} opens through the gateway, edits a file and runs its terminal`, ({ door, page, folder, keptDir }) =>
      editAndRun({ door, page, place, folder, keptDir, installed }));
  }
}

async function editAndRun(given: Given): Promise<void> {
  const { door, page, place, folder, keptDir, installed: codeServer } = given;
  test.setTimeout(240_000);
  const editor = await startCodeServer(codeServer, folder, keptDir);
  const { originOf, close } = await place.open(door);
  try {
    await createDoorPage(page, door.origin).signIn(owner);
    await page.goto(`${originOf(editor.port)}/?folder=${folder}`);
    await page.getByRole("treeitem", { name: "hello.txt" }).dblclick({ timeout: 90_000 });
    const code = page.locator(".editor-instance .view-lines");
    await expect(code).toContainText("hello from the file", { timeout: 60_000 });
    await code.click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("typed: ");
    await page.keyboard.press("Control+S");
    await expect.poll(() => readFileSync(join(folder, "hello.txt"), "utf8"), { timeout: 30_000 }).toBe("typed: hello from the file\n");

    await page.keyboard.press("Control+Backquote");
    await expect(page.locator(".terminal .xterm-screen")).toBeVisible({ timeout: 60_000 });
    await expect(page.locator(".terminal textarea")).toBeFocused({ timeout: 30_000 });
    await page.keyboard.type("echo $((40 + 2)) > made.txt\n");
    const made = () => (existsSync(join(folder, "made.txt")) ? readFileSync(join(folder, "made.txt"), "utf8") : "");
    await expect.poll(made, { timeout: 30_000 }).toBe("42\n");
  } finally {
    await close();
    await editor.close();
  }
}

// Where code-server is not installed, the report says so by this name: a small editor with a shell over a WebSocket stands in for it.
const standIn = installed ? "" : " (in the place of code-server, which is not installed here)";
for (const place of places) {
  test(`a notebook ${place.name} opens through the gateway, saves a file, runs a shell over its WebSocket, and stops with the session${standIn}`, async ({
    door,
    page,
    folder,
  }) => {
    const notebook = await startNotebook(folder);
    const { originOf, close } = await place.open(door);
    await createDoorPage(page, door.origin).signIn(owner);
    await page.goto(`${originOf(notebook.port)}/`);
    await expect(page.getByText("connected", { exact: true })).toBeVisible();
    await page.getByLabel("Editor").fill("typed into the page\n");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => readFileSync(join(folder, "hello.txt"), "utf8")).toBe("typed into the page\n");
    const run = async (line: string) => {
      await page.getByLabel("Terminal").fill(line);
      await page.getByLabel("Terminal").press("Tab");
    };
    await run("echo $((40 + 2))");
    await expect(page.locator("pre")).toHaveText("42\n");
    const elsewhere = await signInClient(door);
    expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
    await expect(page.getByText("disconnected")).toBeVisible({ timeout: deadWithinMs });
    await close();
    await notebook.close();
  });
}
