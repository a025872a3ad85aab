import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { createTerminalLink } from "./link.ts";
import { findSocketPath } from "./place.ts";

/** A process that answers with what it is told, once it has been started and has come up. */
function open() {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-link-"));
  const started: { comeUp: () => void; end: () => void }[] = [];
  const servers: Server[] = [];
  const link = createTerminalLink({
    dir,
    start: () =>
      new Promise<void>((end) => {
        const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
        servers.push(server);
        started.push({ comeUp: () => server.listen(findSocketPath(dir)), end });
      }),
  });
  onTestFinished(() => {
    link.close();
    for (const server of servers) server.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return { link, started };
}

function echo(link: ReturnType<typeof open>["link"], text: string): Promise<string> {
  const stream = link.open();
  stream.write(text);
  return new Promise((resolve, reject) => {
    stream.once("error", reject).once("data", (chunk: Buffer) => {
      resolve(chunk.toString());
      stream.destroy();
    });
  });
}

it("starts one process for all who wait for it", async () => {
  const { link, started } = open();
  const answers = Array.from({ length: 50 }, (_each, count) => echo(link, `number ${count}`));
  await vi.waitFor(() => expect(started).toHaveLength(1));
  // Each of them has tried again meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 200));
  started[0]?.comeUp();
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 50 }, (_each, count) => `number ${count}`));
  expect(started).toHaveLength(1);
});

it("tells who waits for the process that it is closed, and starts no other", async () => {
  const { link, started } = open();
  const refused = expect(echo(link, "hello")).rejects.toMatchObject({ code: "ENOENT" });
  await vi.waitFor(() => expect(started).toHaveLength(1));
  started[0]?.end();
  link.close();
  await refused;
  await expect(echo(link, "hello")).rejects.toMatchObject({ code: "ENOENT" });
  expect(started).toHaveLength(1);
});

it("starts another when the first has ended without a word", async () => {
  const { link, started } = open();
  const answer = echo(link, "hello");
  await vi.waitFor(() => expect(started).toHaveLength(1));
  started[0]?.end();
  await vi.waitFor(() => expect(started).toHaveLength(2), { timeout: 10_000 });
  started[1]?.comeUp();
  expect(await answer).toBe("hello");
});
