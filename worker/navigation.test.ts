import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerDoorDocument, answerScreen } from "./navigation.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const shell = () => Promise.resolve(new Response("shell"));
const none = () => Promise.resolve(undefined);

/** A navigation whose preloaded answer is `network`; notes what the worker stays alive for. */
function navigation(network: Promise<Response>) {
  const kept: Promise<unknown>[] = [];
  const event = { preloadResponse: network, request: null, waitUntil: (work: Promise<unknown>) => kept.push(work) };
  return { event: event as unknown as FetchEvent, kept };
}

test("an answer in time is given as it is, also when it is a refusal", async () => {
  const answer = new Response("resume document", { status: 401 });
  expect(await answerScreen(navigation(Promise.resolve(answer)).event, shell)).toBe(answer);
});

test("an answer that has not begun after a second gives way to the shell, and is still heard to its end", async () => {
  const { promise, resolve } = deferred();
  const { event, kept } = navigation(promise);
  const answering = answerScreen(event, shell);
  await vi.advanceTimersByTimeAsync(999);
  expect(await Promise.race([answering, Promise.resolve("waiting")])).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1);
  expect(await (await answering).text()).toBe("shell");
  expect(await Promise.race([kept[0], Promise.resolve("waiting")])).toBe("waiting");
  resolve(new Response("late"));
  await kept[0];
});

test.each([502, 503, 504])("a %i, of a proxy or of a door without its database, gives way to the shell", async (status) => {
  const { event } = navigation(Promise.resolve(new Response("", { status })));
  expect(await (await answerScreen(event, shell)).text()).toBe("shell");
});

test("no network gives way to the shell; without a shell it stays what it is", async () => {
  expect(await (await answerScreen(navigation(Promise.reject(new TypeError("offline"))).event, shell)).text()).toBe("shell");
  await expect(answerScreen(navigation(Promise.reject(new TypeError("offline"))).event, none)).rejects.toThrow("offline");
});

test("the sign-in screen waits for the network as long as it takes, and says when there is none", async () => {
  const { promise, resolve } = deferred();
  const answering = answerDoorDocument(navigation(promise).event, shell);
  await vi.advanceTimersByTimeAsync(20_000);
  resolve(new Response("sign in"));
  expect(await (await answering).text()).toBe("sign in");
  expect(await (await answerDoorDocument(navigation(Promise.reject(new TypeError("offline"))).event, shell)).text()).toBe("shell");
});

function deferred() {
  let resolve: (response: Response) => void = () => {};
  const promise = new Promise<Response>((done) => (resolve = done));
  return { promise, resolve };
}
