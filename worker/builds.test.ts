import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openBuilds } from "./builds.ts";

const origin = "http://latchkey.localhost:3000";
const file = "/_next/static/chunks/a-1.js";

let pages: unknown[];
let asked: string[];
let answers: Record<string, () => Response>;

beforeEach(() => {
  pages = [];
  asked = [];
  answers = { "/shell": () => shellOf("two"), [file]: () => new Response("a") };
  vi.stubGlobal("caches", createCaches());
  vi.stubGlobal("self", { location: { origin }, registration: {}, clients: { matchAll: () => Promise.resolve(pages) } });
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push(`${url} ${init.credentials ?? ""}`.trim());
    return Promise.resolve(answers[url.split("?")[0] ?? ""]?.() ?? new Response("", { status: 404 }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("a build is kept whole, its shell fetched without cookies, and found whatever its `?dpl=` says", async () => {
  const builds = openBuilds([file, "/shell"], "two");
  await builds.install();
  expect(asked.sort()).toEqual([`${file}?dpl=two`, "/shell omit"]);
  expect(await (await builds.findFile(`${origin}${file}?dpl=three`))?.text()).toBe("a");
  expect(await (await builds.findDocument("/shell"))?.text()).toContain("two");
});

test("a missing file, or a shell of another build, keeps nothing", async () => {
  await expect(openBuilds([file, "/_next/static/gone.js", "/shell"], "two").install()).rejects.toThrow("404");
  await expect(openBuilds(["/shell"], "three").install()).rejects.toThrow("another build");
  expect(await caches.keys()).toEqual([]);
});

test("a file that a former build has already is not fetched again", async () => {
  await openBuilds([file, "/shell"], "two").install();
  asked.length = 0;
  answers["/shell"] = () => shellOf("three");
  await openBuilds([file, "/shell"], "three").install();
  expect(asked).toEqual(["/shell omit"]);
});

test("a former build's files stay while any page is open, and go with the next cold start", async () => {
  await openBuilds([file, "/shell"], "two").install();
  answers["/shell"] = () => shellOf("three");
  const builds = openBuilds(["/shell"], "three");
  await builds.install();
  pages = [{}];
  await builds.retireFormer();
  expect(await builds.findFile(origin + file)).toBeDefined();
  pages = [];
  await builds.retireFormer();
  expect(await caches.keys()).toEqual(["latchkey-build-three"]);
});

test("a newer build that is being made ready is not taken for a former one", async () => {
  const builds = openBuilds(["/shell"], "two");
  await builds.install();
  await caches.open("latchkey-build-three");
  Object.assign(self, { registration: { waiting: {} } });
  await builds.retireFormer();
  expect(await caches.keys()).toContain("latchkey-build-three");
});

function shellOf(buildId: string): Response {
  return new Response(`<html data-dpl-id="${buildId}">`);
}

/** As much of the Cache API as the worker uses. */
function createCaches() {
  const all = new Map<string, Map<string, Response>>();
  const absolute = (url: string) => new URL(url, origin).href;
  const cacheOf = (store: Map<string, Response>) => ({
    match: (url: string) => Promise.resolve(store.get(absolute(url))?.clone()),
    put: (url: string, response: Response) => Promise.resolve(void store.set(absolute(url), response)),
  });
  return {
    keys: () => Promise.resolve([...all.keys()]),
    has: (name: string) => Promise.resolve(all.has(name)),
    delete: (name: string) => Promise.resolve(all.delete(name)),
    open(name: string) {
      const store = all.get(name) ?? new Map<string, Response>();
      all.set(name, store);
      return Promise.resolve(cacheOf(store));
    },
    match: (url: string) =>
      Promise.resolve(
        [...all.values()]
          .map((store) => store.get(absolute(url)))
          .find(Boolean)
          ?.clone(),
      ),
  };
}
