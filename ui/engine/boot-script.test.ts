import { expect, test } from "vitest";
import { aliveMark, bootScript, chunkReloadKey, earlyPressSlot } from "./boot-script.ts";
import { triedKey } from "./why-ended.ts";

interface Device {
  origin: string;
  signedInAt: number;
}

const origin = "http://latchkey.localhost:3000";

/** Runs the script in a page of its own making. `device`: what IndexedDB holds; undefined when the door was never here. */
async function boot({
  path = "/",
  device,
  tried,
  answers = true,
  installed = false,
  isAlive = true,
}: { path?: string; device?: Device; tried?: number; answers?: boolean; installed?: boolean; isAlive?: boolean } = {}) {
  const listeners: Record<string, (event: unknown) => void> = {};
  const style = { visibility: "" };
  const went: string[] = [];
  const waits: (() => void)[] = [];
  const storage = new Map<string, string>(tried === undefined ? [] : [[triedKey, String(tried)]]);
  const url = new URL(path, origin);
  const door = { answers };
  const request = (result: unknown) => {
    const made: { result: unknown; onsuccess?: () => void; onerror?: () => void } = { result };
    queueMicrotask(() => made.onsuccess?.());
    return made;
  };
  const database = {
    transaction: () => ({ objectStore: () => ({ get: () => request(device) }) }),
    close: () => {},
  };
  const given = {
    window: {} as Record<string, unknown>,
    addEventListener(name: string, listener: (event: unknown) => void) {
      const before = listeners[name];
      listeners[name] = (event) => {
        before?.(event);
        listener(event);
      };
    },
    dispatchEvent: (event: Event) => void went.push(event.type),
    document: { documentElement: { style, dataset: isAlive ? { [aliveMark]: "yes" } : {} } },
    location: {
      pathname: url.pathname,
      search: url.search,
      origin,
      reload: () => went.push("reload"),
      assign: (to: string) => went.push(to),
      replace: (to: string) => went.push(to),
    },
    sessionStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
    },
    indexedDB: { open: () => request(database) },
    setTimeout: (later: () => void) => void waits.push(later),
    matchMedia: () => ({ matches: !installed }),
    navigator: {},
    fetch: () => (door.answers ? Promise.resolve({ ok: true }) : Promise.reject(new TypeError("offline"))),
  };
  new Function(...Object.keys(given), bootScript)(...Object.values(given));
  const hiddenAtFirst = style.visibility === "hidden";
  await settled();
  return { listeners, went, storage, hiddenAtFirst, isHidden: style.visibility === "hidden", window: given.window, waits, door };
}

const device = { origin, signedInAt: 1000 };

test("the sign-in screen is shown to a browser without a device", async () => {
  expect(await boot({ path: "/sign-in?next=%2Fdevices" })).toMatchObject({ hiddenAtFirst: true, isHidden: false, went: [] });
});

test("a browser with a device goes on to where it was going, and nothing is painted", async () => {
  expect(await boot({ path: "/sign-in?next=%2Fdevices%3Fx%3D1", device })).toMatchObject({ isHidden: true, went: ["/devices?x=1"] });
  expect(await boot({ path: "/sign-in", device })).toMatchObject({ went: ["/"] });
});

test("what has no page to resume on is reached by way of one that has", async () => {
  const next = "/api/v1/apps/authorize?state=x";
  expect(await boot({ path: `/sign-in?next=${encodeURIComponent(next)}`, device })).toMatchObject({
    went: [`/resume?next=${encodeURIComponent(next)}`],
  });
});

test("a device that was of no use since it signed in is not tried in a circle", async () => {
  expect(await boot({ path: "/sign-in", device, tried: 2000 })).toMatchObject({ isHidden: false, went: [] });
  expect(await boot({ path: "/sign-in", device, tried: 500 })).toMatchObject({ went: ["/"] });
});

test("SEC-46 going on by itself stays at this door", async () => {
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
  ]) {
    const { went } = await boot({ path: `/sign-in?next=${encodeURIComponent(next)}`, device });
    expect(went, next).toEqual(["/"]);
  }
});

test("no other screen is hidden", async () => {
  expect(await boot({ path: "/devices", device })).toMatchObject({ hiddenAtFirst: false, went: [] });
});

test("a missing chunk reloads the page once, anything else does not", async () => {
  const { listeners, went, storage } = await boot();
  listeners["error"]?.({ target: { tagName: "IMG", src: `${origin}/_next/static/media/a.png` } });
  listeners["error"]?.({ target: { tagName: "SCRIPT", src: "https://elsewhere.example/x.js" } });
  listeners["unhandledrejection"]?.({ reason: new Error("mine") });
  await settled();
  expect(went).toEqual([]);
  // A part of a page is often two files, and both are gone in the same moment.
  for (const name of ["gone", "gone-too"])
    listeners["error"]?.({ target: { tagName: "SCRIPT", src: `${origin}/_next/static/chunks/${name}.js?dpl=1` } });
  await settled();
  expect(went).toEqual(["reload"]);
  expect(storage.get(chunkReloadKey)).toBeDefined();
  listeners["unhandledrejection"]?.({ reason: Object.assign(new Error("Loading chunk 7 failed"), { name: "ChunkLoadError" }) });
  await settled();
  expect(went).toEqual(["reload"]);
});

test("without a network a missing chunk does not cost the rest of the page", async () => {
  const { listeners, went } = await boot({ answers: false });
  listeners["error"]?.({ target: { tagName: "SCRIPT", src: `${origin}/_next/static/chunks/gone.js` } });
  await settled();
  expect(went).toEqual([]);
});

test("a page that has not come to life waits for the door, and is loaded again when that answers", async () => {
  const { listeners, went, waits, door } = await boot({ answers: false, isAlive: false });
  const before = waits.length;
  listeners["error"]?.({ target: { tagName: "SCRIPT", src: `${origin}/_next/static/chunks/main.js` } });
  await settled();
  expect([went, waits.length]).toEqual([[], before + 1]);
  waits.pop()?.();
  await settled();
  expect(went).toEqual([]);
  door.answers = true;
  waits.pop()?.();
  await settled();
  expect(went).toEqual(["reload"]);
});

test("the install prompt is kept for later", async () => {
  const { listeners, window, went } = await boot();
  let prevented = false;
  const event = { preventDefault: () => (prevented = true) };
  listeners["beforeinstallprompt"]?.(event);
  expect(prevented).toBe(true);
  expect(Object.values(window)).toContain(event);
  expect(went).toEqual(["latchkeyInstallPrompt"]);
});

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

test("an app tapped in the installed app before the page is alive opens in the app view; in a tab the link is a link", async () => {
  const tap = async (installed: boolean, keys: object = {}) => {
    const { listeners, went } = await boot({ installed });
    const link = { getAttribute: () => "grafana--this-machine--ada" };
    let prevented = false;
    const closest = (selector: string) => (selector.startsWith("a[") ? link : null);
    listeners["click"]?.({ target: { closest }, button: 0, preventDefault: () => (prevented = true), ...keys });
    return { went, prevented };
  };
  expect(await tap(true)).toEqual({ went: ["/open/grafana--this-machine--ada"], prevented: true });
  expect(await tap(true, { ctrlKey: true })).toEqual({ went: [], prevented: false });
  expect(await tap(false)).toEqual({ went: [], prevented: false });
});

test("a button pressed before the page is alive is held, for whoever takes it then, and nobody else hears of it", async () => {
  const { listeners, window } = await boot();
  const heard: string[] = [];
  const press = (name: string, isButton = true) => {
    const closest = (selector: string) => (isButton && selector.startsWith("button") ? name : null);
    const event = { preventDefault: () => heard.push(`${name} prevented`), stopImmediatePropagation: () => heard.push(`${name} stopped`) };
    listeners["click"]?.({ target: { closest }, ...event });
  };
  press("a heading", false);
  expect(heard).toEqual([]);
  press("first");
  press("second");
  expect(heard).toEqual(["first prevented", "first stopped", "second prevented", "second stopped"]);
  expect((window[earlyPressSlot] as { held?: string }).held).toBe("second");
});
