import { expect, test } from "vitest";
import type { AppView, PortView, WorkspaceView } from "#protocol/api.ts";
import { hostOfLabel, isLabel, isSameSite, listItems, matchesItem, sayWorkspace } from "./item.ts";

const shared = { sharing: "owner", sharedUntil: null, tlsVerify: true, pinned: false } as const;
const grafana: AppView = {
  ...shared,
  ...{
    slug: "grafana",
    name: "Metrics",
    url: "http://127.0.0.1:3001/d",
    host: "grafana--this-machine--ada--apps.example.com",
    href: "",
    path: "/d",
  },
  ...{ icon: null, cors: "allow", identity: "strip", healthPath: null, health: "healthy", fromFile: false },
};
const port = (number: number, change: Partial<PortView> = {}): PortView => ({
  ...shared,
  ...{ port: number, host: `${number}--this-machine--ada--apps.example.com`, href: "", tls: false, listening: true },
  ...change,
});
const workspace: WorkspaceView = {
  ...{
    id: "w1",
    name: "this-machine",
    owner: "ada",
    mine: true,
    mayOpenTerminals: true,
    builtIn: true,
    lastSeenAt: null,
    facts: null,
    state: "online",
  },
  apps: [grafana],
  ports: [port(5173, { process: "vite" }), port(8443, { tls: true, listening: false })],
};
const items = listItems([workspace]);
const find = (sought: string) => items.filter((item) => matchesItem(item, sought)).map((item) => item.id);

test("apps come before ports, each with the label of its host", () => {
  expect(items.map((item) => item.label)).toEqual(["grafana--this-machine--ada", "5173--this-machine--ada", "8443s--this-machine--ada"]);
  expect(items.map((item) => item.health)).toEqual(["healthy", "listening", "silent"]);
});

test("something is found by its name, slug, port or program, whatever the case, and by all of its words", () => {
  expect(find("metr")).toEqual(["grafana"]);
  expect(find("GRAF")).toEqual(["grafana"]);
  expect(find("3001")).toEqual(["grafana"]);
  expect(find("vite 51")).toEqual(["5173"]);
  expect(find("vite 99")).toEqual([]);
  expect(find("")).toHaveLength(3);
});

test("a host is that of the list, or made of the same wildcard; anything that is no label has none", () => {
  expect(hostOfLabel("5173--this-machine--ada", items)).toBe("5173--this-machine--ada--apps.example.com");
  expect(hostOfLabel("9999--this-machine--ada", items)).toBe("9999--this-machine--ada--apps.example.com");
  for (const text of ["evil.example", "a--b", "a--b--c.evil", "a--b--c/../", "a--b--c@evil", "A--b--c", "a--b--c--d", ""]) {
    expect(hostOfLabel(text, items), text).toBeNull();
    expect(isLabel(text), text).toBe(false);
  }
  expect(hostOfLabel("9999--this-machine--ada", [])).toBeNull();
});

test("the built-in workspace is said in words, every other by its name", () => {
  expect(["this-machine", "gpu-box"].map(sayWorkspace)).toEqual(["This machine", "gpu-box"]);
});

test("an app is framed only where its cookies come along: on the door's own site", () => {
  expect(isSameSite("latchkey.localhost:3000", "5173--m--ada.apps.latchkey.localhost:3000")).toBe(true);
  expect(isSameSite("door.example.com", "5173--m--ada.apps.example.com:8443")).toBe(true);
  expect(isSameSite("door.example.com", "5173--m--ada.example.org")).toBe(false);
  expect(isSameSite("localhost:3000", "5173--m--ada.apps.localhost:3000")).toBe(false);
  expect(isSameSite("192.168.1.5", "5173--m--ada.7.168.1.5")).toBe(false);
});
