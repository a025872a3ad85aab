import { expect, test } from "vitest";
import type { PortView, WorkspaceView } from "#protocol/api.ts";
import { changeOf, findMistake, slugOf, startDraft } from "./app-draft.ts";
import { listItems } from "./item.ts";

const port: PortView = {
  ...{
    port: 3001,
    process: "grafana",
    host: "3001--m--ada.example",
    href: "",
    sharing: "owner",
    sharedUntil: null,
    tls: true,
    tlsVerify: true,
  },
  ...{ listening: true, pinned: false },
};
const workspace: WorkspaceView = {
  id: "w",
  name: "m",
  owner: "ada",
  mine: true,
  mayOpenTerminals: true,
  builtIn: true,
  lastSeenAt: null,
  facts: null,
  state: "online",
  apps: [],
  ports: [port],
};

test("naming a port begins with what is known of it", () => {
  const draft = startDraft(listItems([workspace])[0] ?? null);
  expect(draft).toMatchObject({ name: "grafana", url: "https://127.0.0.1:3001" });
  expect(slugOf(draft)).toBe("grafana");
  expect(findMistake(draft, workspace, true)).toBeNull();
});

test("the address follows the name until it is typed", () => {
  const draft = { ...startDraft(null), name: "My Wiki" };
  expect(slugOf(draft)).toBe("my-wiki");
  expect(slugOf({ ...draft, slug: "wiki" })).toBe("wiki");
});

test("what is missing is said where it is missing", () => {
  const draft = startDraft(null);
  expect(findMistake(draft, workspace, true)?.field).toBe("name");
  expect(findMistake({ ...draft, name: "⚡" }, workspace, true)?.field).toBe("slug");
  expect(findMistake({ ...draft, name: "Wiki" }, workspace, true)?.field).toBe("url");
});

test("a new app never takes the address of one that is there; the same app may keep it", () => {
  const app = { slug: "wiki", name: "Wiki" } as WorkspaceView["apps"][number];
  const draft = { ...startDraft(null), name: "Wiki", url: "http://127.0.0.1:8000" };
  expect(findMistake(draft, { ...workspace, apps: [app] }, true)?.text).toMatch(/^Wiki has this address/);
  expect(findMistake(draft, { ...workspace, apps: [app] }, false)).toBeNull();
});

test("an empty health path is none, and a certificate is looked at unless an https app says otherwise", () => {
  const draft = { ...startDraft(null), name: "Wiki", tlsVerify: false };
  expect(changeOf({ ...draft, url: "http://127.0.0.1:8000" })).toMatchObject({ healthPath: null, tlsVerify: true });
  expect(changeOf({ ...draft, url: "https://127.0.0.1:8000" })).toMatchObject({ tlsVerify: false });
});
