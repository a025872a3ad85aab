import { expect, it, vi } from "vitest";
import { openTestRoom } from "./testing/room.ts";

it("hears of a key that another process ended, without being told", async () => {
  const room = await openTestRoom();
  const { keyId } = await room.signIn();
  const heard: string[] = [];
  room.news.listen(({ endedKeyIds }) => heard.push(...endedKeyIds));
  await room.store.keys.end({ id: keyId }, room.now.value, "ended_elsewhere");
  await vi.waitFor(() => expect(heard).toEqual([keyId]));
});

it("tells everybody in this process before the ending is answered, and nobody twice", async () => {
  const room = await openTestRoom();
  const { cookie, keyId } = await room.signIn();
  const heard: string[] = [];
  room.news.listen(({ endedKeyIds }) => heard.push(...endedKeyIds));
  const verdict = await room.sessions.check({ cookie });
  if (!verdict.ok) throw new Error("not signed in");
  await room.sessions.signOut(verdict.caller);
  expect(heard).toEqual([keyId]);
});

it("hears of a person whom another process changes twice in a minute, both times", async () => {
  const room = await openTestRoom();
  const heard: string[] = [];
  room.news.listen(({ changedUserIds }) => heard.push(...changedUserIds));
  const { id } = room.owner;
  for (const times of [1, 2]) {
    await room.store.people.setRole(id, "owner", room.now.value + times);
    await vi.waitFor(() => expect(heard.filter((each) => each === id)).toHaveLength(times), { timeout: 10_000 });
  }
});
