/** A regional proxy while its primary is gone, and how rarely it asks while it is there. */
import { once } from "node:events";
import { createPerson } from "./fixtures.ts";
import { member, owner } from "./models/people.ts";
import type { Visitor } from "./models/visitor.ts";
import { expect, openApp, openMachine, openSocket, test } from "./proxy-fixtures.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

test("the primary killed: who was let in goes on, sockets too; somebody unknown gets a page that says what is wrong, and a member is never let in", async ({
  region,
}) => {
  await createPerson(region.door, member);
  const proxy = await region.open();
  const { base } = await openMachine(region, proxy);
  const url = `${base}/page`;
  const [ada, bo, nobody] = [await openApp(region, proxy, owner, base), await region.visitor(member), await region.visitor(null)];
  // Known to the proxy, and without permission.
  expect((await bo.navigate(url)).answer.status).toBe(404);
  const socket = await openSocket(ada, base);
  const before = ada.cookies.map(({ name, value }) => `${name}=${value}`);
  await region.door.kill();
  const asked = region.app.targets.length;
  // Longer than anything is believed while the stream is down: real time is the subject.
  const until = performance.now() + 15_000;
  while (performance.now() < until) {
    const answer = await ada.visit(url);
    expect([answer.status, answer.text.includes("hello from the app")]).toEqual([200, true]);
    expect([404, 503]).toContain((await bo.visit(url)).status);
    expectAway(await nobody.visit(url));
    await echo(socket, "still here");
  }
  expect(region.app.targets.length).toBeGreaterThan(asked);
  expect(ada.cookies.map(({ name, value }) => `${name}=${value}`)).toEqual(before);
  socket.terminate();

  await region.door.start();
  await expect.poll(async () => (await nobody.visit(url)).status, { timeout: 60_000 }).toBe(303);
  expect((await ada.navigate(url)).hops).toEqual([]);
  expect((await bo.navigate(url)).answer.status).toBe(404);
});

test("what was allowed is kept for --keep-verdicts and no longer; then a page that retries by itself, and nobody's cookie is cleared", async ({
  region,
}) => {
  const proxy = await region.open({ "keep-verdicts": "3s" });
  const { base } = await openMachine(region, proxy);
  const url = `${base}/page`;
  const ada = await openApp(region, proxy, owner, base);
  const cookies = ada.cookies.map(({ name, value }) => `${name}=${value}`);
  await region.door.kill();
  await expect.poll(async () => (await ada.visit(url)).status, { timeout: 30_000 }).toBe(503);
  const answer = await ada.visit(url);
  expectAway(answer);
  const program = await ada.ask(`${base}/x`);
  expect([program.status, program.headers["content-type"], program.json()["code"]]).toEqual([
    503,
    "application/problem+json",
    "unavailable",
  ]);
  expect(ada.cookies.map(({ name, value }) => `${name}=${value}`)).toEqual(cookies);
  await region.door.start();
  await expect.poll(async () => (await ada.visit(url)).status, { timeout: 60_000 }).toBe(200);
  expect((await ada.navigate(url)).hops).toEqual([]);
});

test("200 requests of one person to one app are one question to the primary in 10 s", async ({ region }) => {
  const proxy = await region.open();
  const ada = await openApp(region, proxy);
  const url = `${region.appUrl(proxy)}/x`;
  const questions = () => region.wire.count("POST /api/v1/proxy/decide");
  const dialled = () => region.wire.count("GET /api/v1/proxy/stream");
  const [before, dialledBefore] = [questions(), dialled()];
  const since = performance.now();
  for (let round = 0; round < 20; round += 1) {
    const cookie = `${ada.cookieHeader(url)}; own=${round}`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada.ask(url, { headers: { cookie } })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  }
  // A stream that is lost, for a machine stood still, is one for the doubt, one for its return, and one every 2 s between them.
  const [seconds, lost] = [(performance.now() - since) / 1_000, dialled() - dialledBefore];
  expect(questions() - before).toBeLessThanOrEqual(lost === 0 ? Math.ceil(seconds / 10) : 2 * lost + Math.ceil(seconds / 2));
  // It is this that is counted: news makes it ask again.
  expect(
    (await region.client.request("PUT", `/api/v1/workspaces/this-machine/ports/${region.app.port}`, { body: { sharing: "authenticated" } }))
      .status,
  ).toBe(200);
  const then = questions();
  await expect
    .poll(async () => {
      expect((await ada.ask(url)).status).toBe(200);
      return questions();
    })
    .toBeGreaterThan(then);
});

function expectAway({ status, headers, text, setCookies }: Awaited<ReturnType<Visitor["visit"]>>): void {
  expect([status, setCookies]).toEqual([503, []]);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  expect(text).toContain('<meta http-equiv="refresh"');
  expect(text).toContain("The door is out of reach");
}

async function echo(socket: Awaited<ReturnType<typeof openSocket>>, text: string): Promise<void> {
  const heard = once(socket, "message", { signal: AbortSignal.timeout(30_000) });
  socket.send(text);
  expect(String((await heard)[0])).toBe(text);
}
