/** The minutes of an upgrade, in which replicas serve different builds of the pages, and a page meets now this one and now that one. */
import { expect, setUpOwner, test as base } from "./fixtures.ts";
import { copyAsAnotherBuild, readBuildId } from "./models/built-package.ts";
import { createDoorPage } from "./models/door-page.ts";
import { createDoorServer, type DoorServer } from "./models/door-server.ts";
import { signInOn } from "./models/journeys.ts";
import { waitForWorker } from "./models/kept-data.ts";
import { layReplicaGround } from "./models/replicas.ts";
import { makeScratchDir } from "./models/scratch.ts";
import { tab } from "./models/surface.ts";

/** Several processes start, on machines that do other things besides. */
base.describe.configure({ timeout: 300_000 });

const test = base.extend<{ mixed: { former: DoorServer; next: DoorServer; ground: Awaited<ReturnType<typeof layReplicaGround>> } }>({
  mixed: async ({}, use) => {
    const scratch = makeScratchDir("build");
    copyAsAnotherBuild(scratch.dir);
    expect(readBuildId(scratch.dir)).not.toBe(readBuildId());
    const ground = await layReplicaGround();
    const former = await createDoorServer({ ...ground.door, port: ground.ports[0] });
    const next = await createDoorServer({ ...ground.door, port: ground.ports[1], packageDir: scratch.dir });
    await Promise.all([former.start(), next.start()]);
    await setUpOwner(former);
    await use({ former, next, ground });
    await Promise.all([former.close(), next.close()]);
    await ground.close();
    scratch.remove();
  },
});

test("a page that hears now of this build and now of that one is not reloaded, and takes the next build when its person says so", async ({
  mixed: { former, next, ground },
  openProfile,
}) => {
  const { balancer, accessUrl } = ground;
  const meet = (...doors: DoorServer[]) => {
    balancer.setUpstreams(doors.map(({ port }) => port));
    balancer.cut();
  };
  meet(former);
  const profile = await openProfile();
  const page = createDoorPage(await signInOn(tab, profile, accessUrl), accessUrl);
  await waitForWorker(page.page);
  await page.open("/account");
  await expect(async () => {
    // Anew, until the page listens: only then is it this page that keeps what is typed.
    await page.field("New password").fill("");
    await page.field("New password").fill("half-typed-here");
    await expect(page.page.getByText(/easy to guess|Good|Strong/)).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await page.page.evaluate(() => Object.assign(window, { latchkeyTestMark: "the same document" }));
  const greetings: string[] = [];
  page.page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const { type, buildId } = JSON.parse(String(payload)) as { type: string; buildId?: string };
      if (type === "hello" && buildId !== undefined) greetings.push(buildId);
    }),
  );
  // As connections come and go: each time with the other's greeting.
  for (const door of [next, former, next]) {
    const before = greetings.length;
    meet(door);
    await expect.poll(() => greetings.length, { timeout: 30_000 }).toBeGreaterThan(before);
  }
  expect(new Set(greetings).size).toBe(2);
  const toast = page.status(/Update ready/);
  await expect(toast).toBeVisible({ timeout: 30_000 });
  expect(await page.page.evaluate(() => (window as { latchkeyTestMark?: string }).latchkeyTestMark)).toBe("the same document");
  await expect(page.field("New password")).toHaveValue("half-typed-here");

  await toast.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => page.page.evaluate(() => "latchkeyTestMark" in window).catch(() => true)).toBe(false);
  await expect(page.heading("Account")).toBeVisible();
  // Now of the next build; one that hears of the former again stays what it is.
  await page.page.evaluate(() => Object.assign(window, { latchkeyTestMark: "the next document" }));
  for (const door of [former, next]) {
    const before = greetings.length;
    meet(door);
    await expect.poll(() => greetings.length, { timeout: 30_000 }).toBeGreaterThan(before);
  }
  expect(await page.page.evaluate(() => (window as { latchkeyTestMark?: string }).latchkeyTestMark)).toBe("the next document");
});
