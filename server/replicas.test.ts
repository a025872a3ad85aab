import { expect, it, onTestFinished, vi } from "vitest";
import { createLog } from "./log.ts";
import { openReplicas } from "./replicas.ts";
import { openTestRoom, type TestRoom } from "./session/testing/room.ts";

const patient = { timeout: 20_000 };

it("replicas on one database know each other, until one says that it leaves", async () => {
  const [here, there] = await openRooms();
  const [one, two] = [open(here), open(there)];
  await Promise.all([one.join(), two.join()]);
  await vi.waitFor(() => expect([one.others(), two.others()]).toEqual([[two.id], [one.id]]), patient);
  const changed = vi.fn();
  one.onChange(changed);
  await two.leave();
  await vi.waitFor(() => expect(one.others()).toEqual([]), patient);
  expect(changed).toHaveBeenCalledTimes(1);
  expect(await here.store.replicas.list(0)).toMatchObject([{ id: one.id, version: "1.2.3" }]);
});

it("one that says nothing for 15 seconds has gone, and is there again when it signs", async () => {
  const [here, there] = await openRooms();
  const [one, two] = [open(here), open(there, 3_600_000)];
  await Promise.all([one.join(), two.join()]);
  await vi.waitFor(() => expect(one.others()).toEqual([two.id]), patient);
  const signOf = async (id: string) => (await here.store.replicas.list(0)).find((row) => row.id === id)?.seenAt;
  here.now.value += 14_000;
  const before = await here.store.replicas.list(0);
  await vi.waitFor(async () => expect(await signOf(one.id)).toBe(here.now.value), patient);
  expect(one.others()).toEqual([two.id]);
  here.now.value += 2_000;
  await vi.waitFor(() => expect(one.others()).toEqual([]), patient);
  const row = before.find(({ id }) => id === two.id);
  if (!row) throw new Error("It was never written down.");
  await here.store.replicas.mark({ ...row, seenAt: row.seenAt + 1 });
  await vi.waitFor(() => expect(one.others()).toEqual([two.id]), patient);
});

it("one whose clock is an hour off is known by its signs; one that died yesterday is not", async () => {
  const [here, there] = await openRooms();
  there.now.value += 3_600_000;
  await here.store.replicas.mark({ id: "dead", hostname: "x", version: "1", startedAt: 0, seenAt: here.now.value - 3_600_000 });
  const [one, two] = [open(here), open(there)];
  await Promise.all([one.join(), two.join()]);
  await vi.waitFor(() => {
    for (const { now } of [here, there]) now.value += 5; // each clock goes on
    expect([one.others(), two.others()]).toEqual([[two.id], [one.id]]);
  }, patient);
});

it("a door that is alone on its database writes nothing down", async () => {
  const [here] = await openRooms();
  const alone = open(here, 10, false);
  await alone.join();
  await alone.leave();
  expect(await here.store.replicas.list(0)).toEqual([]);
});

it("a database that does not answer makes nobody leave, and the start is not held up", async () => {
  const [here, there] = await openRooms();
  const [one, two] = [open(here), open(there)];
  await Promise.all([one.join(), two.join()]);
  await vi.waitFor(() => expect(one.others()).toEqual([two.id]), patient);
  here.break(true);
  here.now.value += 60_000;
  const late = open(here);
  await late.join();
  expect(one.others()).toEqual([two.id]);
  here.break(false);
  await vi.waitFor(() => expect(late.others()).toContain(one.id), patient);
});

async function openRooms(): Promise<[TestRoom, TestRoom]> {
  const here = await openTestRoom();
  return [here, await openTestRoom({ databaseUrl: here.config.databaseUrl })];
}

function open(room: TestRoom, everyMs = 20, isShared = true) {
  const { store, news, now } = room;
  const log = createLog(() => undefined);
  const replicas = openReplicas({ store, news, log, clock: () => now.value, version: "1.2.3", isShared, everyMs });
  onTestFinished(() => replicas.close());
  return replicas;
}
