import { expect, it } from "vitest";
import { createOutbox } from "./outbox.ts";

it("tells what comes meanwhile in one text, each thing once, and says when it has", async () => {
  const texts: string[] = [];
  let arrive: () => void = () => undefined;
  const tell = (text: string) => {
    texts.push(text);
    return new Promise<void>((resolve) => (arrive = resolve));
  };
  const outbox = createOutbox({ tell, mostBytes: 1_000 });
  outbox.put({ changedWorkspaceIds: ["a"] });
  await Promise.resolve();
  for (const id of ["b", "c", "b"]) outbox.put({ changedWorkspaceIds: [id] });
  let isTold = false;
  const told = outbox.told().then(() => (isTold = true));
  expect(texts).toEqual(['{"changedWorkspaceIds":["a"]}']);
  arrive();
  await new Promise((resolve) => setImmediate(resolve));
  expect(texts.slice(1)).toEqual(['{"changedWorkspaceIds":["b","c"]}']);
  expect(isTold).toBe(false);
  arrive();
  await told;
});

it("goes on after what could not be told", async () => {
  const texts: string[] = [];
  const tell = (text: string) => {
    texts.push(text);
    return texts.length === 1 ? Promise.reject(new Error("down")) : Promise.resolve();
  };
  const outbox = createOutbox({ tell, mostBytes: 1_000 });
  outbox.put({ touchedUserIds: ["ada"] });
  await outbox.told();
  outbox.put({ touchedUserIds: ["bob"] });
  await outbox.told();
  expect(texts).toEqual(['{"touchedUserIds":["ada"]}', '{"touchedUserIds":["bob"]}']);
});
