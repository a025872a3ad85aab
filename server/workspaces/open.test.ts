import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import type { AppChange } from "#protocol/api.ts";
import type { AppTarget, Found } from "#server/workspaces.ts";
import { openTestRoom } from "../session/testing/room.ts";
import { openWorkspaces } from "./open.ts";

const refusal = (field: string) => ({ code: "bad_request", facts: { field } });

describe("apps of a workspace", () => {
  it("are declared, changed in part, listed in order, and removed", async () => {
    const { workspaces, ada, room } = await open();
    await workspaces.putApp(ada, "this-machine", "grafana", { url: "http://127.0.0.1:3001/d?x=1", name: "Charts", icon: "chart" });
    room.now.value += 1;
    await workspaces.putApp(ada, "this-machine", "editor", { url: "http://localhost:8080", healthPath: "/healthz", cors: "passthrough" });
    const changed = await workspaces.putApp(ada, "this-machine", "grafana", { sharing: "authenticated" });
    expect(changed.apps.map(({ slug }) => slug)).toEqual(["grafana", "editor"]);
    expect(changed.apps[0]).toMatchObject({ name: "Charts", icon: "chart", path: "/d?x=1", sharing: "authenticated", cors: "allow" });
    expect(changed.apps[1]).toMatchObject({ name: "editor", healthPath: "/healthz", cors: "passthrough", url: "http://localhost:8080" });
    await workspaces.removeApp(ada, "this-machine", "grafana");
    await expect(workspaces.removeApp(ada, "this-machine", "grafana")).rejects.toMatchObject({ code: "not_found" });
    expect((await workspaces.list(ada))[0]?.apps.map(({ slug }) => slug)).toEqual(["editor"]);
  });

  it.each([
    ["slug", "Grafana", {}],
    ["slug", "a--b", {}],
    ["slug", "3000s", {}],
    ["slug", "x".repeat(50), {}],
    ["url", "web", { url: undefined }],
    ["url", "web", { url: "grafana" }],
    ["url", "web", { url: "ftp://127.0.0.1/" }],
    ["url", "web", { url: "http://169.254.169.254/latest" }],
    ["url", "web", { url: "http://localhost.evil.example:3000" }],
    ["url", "web", { url: "http://user:secret@127.0.0.1:3000" }],
    ["url", "web", { url: "http://127.0.0.1:4999" }],
    ["healthPath", "web", { healthPath: "healthz" }],
    ["healthPath", "web", { healthPath: "/a\r\nHost: b" }],
    ["name", "web", { name: "  " }],
    ["sharedUntil", "web", { sharing: "public" as const, sharedUntil: "tomorrow" }],
    ["sharedUntil", "web", { sharing: "public" as const, sharedUntil: "2020-01-01T00:00:00Z" }],
  ])("a bad %s is refused with its field, and nothing is lost: %s %o", async (field, slug, change) => {
    const { workspaces, ada } = await open({ ownPorts: [4999] });
    await workspaces.putApp(ada, "this-machine", "web", { url: "http://127.0.0.1:3001", name: "Before" });
    const asked = slug === "web" && "url" in change && change.url === undefined ? "fresh" : slug;
    const given = asked === "web" ? change : { url: "http://127.0.0.1:3001", ...change };
    await expect(workspaces.putApp(ada, "this-machine", asked, given)).rejects.toMatchObject(refusal(field));
    expect((await workspaces.list(ada))[0]?.apps).toMatchObject([{ slug: "web", name: "Before", url: "http://127.0.0.1:3001" }]);
  });

  it("belong to the owner of the workspace: to others it is not there until something is shared, and then not theirs to change", async () => {
    const { workspaces, ada, bob } = await open();
    const change = { url: "http://127.0.0.1:3001" };
    await workspaces.putApp(ada, "this-machine", "mine", change);
    expect(await workspaces.list(bob)).toEqual([]);
    await expect(workspaces.putApp(bob, "this-machine", "x", change)).rejects.toMatchObject({ code: "not_found" });
    await workspaces.putApp(ada, "this-machine", "ours", { ...change, sharing: "authenticated" });
    await workspaces.putPort(ada, "this-machine", 3005, { sharing: "public" });
    const [seen] = await workspaces.list(bob);
    expect([seen?.mine, seen?.apps.map(({ slug, url }) => [slug, url]), seen?.ports.map(({ port }) => port)]).toEqual([
      false,
      [["ours", null]],
      [3005],
    ]);
    await expect(workspaces.putApp(bob, "this-machine", "ours", change)).rejects.toMatchObject({ code: "forbidden" });
    await expect(workspaces.putPort(bob, "this-machine", 3005, { sharing: "owner" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(workspaces.putApp(ada, "elsewhere", "x", change)).rejects.toMatchObject({ code: "not_found" });
  });

  it("F5 are told who is calling by a proxy in front while they are their owner's alone, and shared no further until that is taken back", async () => {
    const { workspaces, ada } = await open();
    const put = (change: AppChange) => workspaces.putApp(ada, "this-machine", "web", { url: "http://127.0.0.1:3001", ...change });
    const identity = async () => (await workspaces.find(app("web"), ada)) as { identity?: string };
    await put({});
    expect(await identity()).toMatchObject({ kind: "open", identity: "strip" });
    expect((await put({ identity: "passthrough" })).apps[0]).toMatchObject({ identity: "passthrough", sharing: "owner" });
    expect(await identity()).toMatchObject({ kind: "open", identity: "passthrough" });
    for (const sharing of ["authenticated", "public"] as const) {
      await expect(put({ sharing })).rejects.toMatchObject(refusal("sharing"));
      await expect(put({ sharing, identity: "passthrough" })).rejects.toMatchObject(refusal("identity"));
    }
    expect((await put({ sharing: "public", identity: "strip" })).apps[0]).toMatchObject({ identity: "strip", sharing: "public" });
    await expect(put({ identity: "passthrough" })).rejects.toMatchObject(refusal("identity"));
    expect(await identity()).toMatchObject({ identity: "strip" });
  });

  it("say whether they are well", async () => {
    const { workspaces, ada } = await open();
    const server = createServer((request, response) => void response.writeHead(request.url === "/ok" ? 204 : 500).end()).listen(
      0,
      "127.0.0.1",
    );
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const [slug, change] of Object.entries({
      well: { url, healthPath: "/ok" },
      ill: { url, healthPath: "/else" },
      listens: { url },
      gone: { url: "http://127.0.0.1:1" },
    }))
      await workspaces.putApp(ada, "this-machine", slug, change);
    const health = async () => Object.fromEntries(((await workspaces.list(ada))[0]?.apps ?? []).map((app) => [app.slug, app.health]));
    await expect.poll(health).toEqual({ well: "healthy", ill: "unhealthy", listens: "healthy", gone: "unhealthy" });
  });
});

describe("sharing", () => {
  it.each([
    ["owner", ["open", "not_found", "sign_in"]],
    ["authenticated", ["open", "open", "sign_in"]],
    ["public", ["open", "open", "open"]],
  ] as const)("%s opens to owner, another person and nobody: %o", async (sharing, expected) => {
    const { workspaces, ada, bob } = await open();
    await workspaces.putApp(ada, "this-machine", "web", { url: "http://127.0.0.1:3001", sharing });
    await workspaces.putPort(ada, "this-machine", 3005, { sharing });
    for (const target of [app("web"), port(3005)]) {
      const kinds = await Promise.all([ada, bob, null].map(async (user) => (await workspaces.find(target, user)).kind));
      expect(kinds).toEqual(expected);
    }
    // What is not declared is as forbidden, with the very same answers.
    for (const target of [app("other"), port(3006)]) {
      expect([await workspaces.find(target, bob), await workspaces.find(target, null)]).toEqual([
        { kind: "not_found" },
        { kind: "sign_in" },
      ]);
    }
  });

  it("ends at its end, and with the owner's suspension", async () => {
    const { workspaces, ada, room } = await open();
    const until = new Date(room.now.value + 60_000).toISOString();
    await workspaces.putApp(ada, "this-machine", "brief", { url: "http://127.0.0.1:3001", sharing: "public", sharedUntil: until });
    await workspaces.putApp(ada, "this-machine", "long", { url: "http://127.0.0.1:3001", sharing: "public" });
    const kind = async (slug: string) => (await workspaces.find(app(slug), null)).kind;
    expect([await kind("brief"), await kind("long")]).toEqual(["open", "open"]);
    room.now.value += 60_000;
    expect([await kind("brief"), await kind("long")]).toEqual(["sign_in", "open"]);
    await room.people.suspend(ada.email);
    expect(await kind("long")).toBe("sign_in");
  });

  it("is taken back at once", async () => {
    const { workspaces, ada, bob } = await open();
    await workspaces.putPort(ada, "this-machine", 3005, { sharing: "authenticated" });
    expect((await workspaces.find(port(3005), bob)).kind).toBe("open");
    const { ports } = await workspaces.putPort(ada, "this-machine", 3005, { sharing: "owner" });
    expect(ports.find((each) => each.port === 3005)).toMatchObject({ sharing: "owner", listening: false });
    expect((await workspaces.find(port(3005), bob)).kind).toBe("not_found");
  });

  it("refuses ports that may not be opened", async () => {
    const { workspaces, ada } = await open({ ownPorts: [4999] });
    for (const number of [22, 4999, 70_000, Number.NaN]) {
      await expect(workspaces.putPort(ada, "this-machine", number, { sharing: "public" })).rejects.toMatchObject(refusal("port"));
    }
    expect(await workspaces.find(port(4999), ada)).toEqual({ kind: "not_found" });
  });

  it("SEC-50 TLS to an app is verified unless its declaration says otherwise", async () => {
    const { workspaces, ada } = await open();
    await workspaces.putApp(ada, "this-machine", "web", { url: "https://127.0.0.1:3001" });
    const tls = (found: Found) => (found.kind === "open" ? found.tls : "closed");
    expect(tls(await workspaces.find(app("web"), ada))).toEqual({ verify: true });
    expect(tls(await workspaces.find(port(3005, true), ada))).toEqual({ verify: true });
    await workspaces.putApp(ada, "this-machine", "web", { tlsVerify: false });
    await workspaces.putPort(ada, "this-machine", 3005, { sharing: "owner", tls: true, tlsVerify: false });
    expect(tls(await workspaces.find(app("web"), ada))).toEqual({ verify: false });
    expect(tls(await workspaces.find(port(3005, true), ada))).toEqual({ verify: false });
  });
});

describe("pins", () => {
  it("follow the person, and only what is seen can be pinned", async () => {
    const { workspaces, ada, bob } = await open();
    await workspaces.putApp(ada, "this-machine", "web", { url: "http://127.0.0.1:3001", sharing: "authenticated" });
    await workspaces.putApp(ada, "this-machine", "mine", { url: "http://127.0.0.1:3001" });
    await workspaces.pin(bob, "this-machine", "web");
    await expect(workspaces.pin(bob, "this-machine", "mine")).rejects.toMatchObject({ code: "not_found" });
    expect((await workspaces.list(bob))[0]?.apps[0]?.pinned).toBe(true);
    expect((await workspaces.list(ada))[0]?.apps.map(({ pinned }) => pinned)).toEqual([false, false]);
    await workspaces.putPort(ada, "this-machine", 3005, { sharing: "authenticated" });
    await workspaces.pin(bob, "this-machine", "3005");
    expect((await workspaces.list(bob))[0]?.ports).toMatchObject([{ port: 3005, pinned: true, listening: false }]);
    await workspaces.putPort(ada, "this-machine", 3005, { sharing: "owner" });
    expect((await workspaces.list(bob))[0]?.ports).toEqual([]);
    await workspaces.unpin(bob, "this-machine", "web");
    expect((await workspaces.list(bob))[0]?.apps[0]?.pinned).toBe(false);
  });
});

describe("latchkey.yaml", () => {
  it("declares apps, is read again when it changes, and is changed nowhere else", async () => {
    const { workspaces, ada, room, write } = await open();
    const slugs = async () => {
      room.now.value += 6_000;
      return (await workspaces.list(ada))[0]?.apps.map(({ slug, name, sharing, fromFile }) => [slug, name, sharing, fromFile]);
    };
    await workspaces.putApp(ada, "this-machine", "web", { url: "http://127.0.0.1:3001" });
    expect(await slugs()).toEqual([["web", "web", "owner", false]]);
    write("apps:\n  docs: { url: http://localhost:4000, name: Documents, sharing: authenticated, health: /up }\n");
    expect(await slugs()).toContainEqual(["docs", "Documents", "authenticated", true]);
    await expect(workspaces.putApp(ada, "this-machine", "docs", { name: "x" })).rejects.toMatchObject({ code: "declared_in_file" });
    await expect(workspaces.removeApp(ada, "this-machine", "docs")).rejects.toMatchObject({ code: "declared_in_file" });
    write("agent: {}\n");
    expect(await slugs()).toEqual([["web", "web", "owner", false]]);
  });

  it.each([
    ["apps:\n  docs:\n    url: http://10.0.0.1\n", "latchkey.yaml, line 3: apps.docs.url: The host must be"],
    ["apps:\n  docs: [\n", "latchkey.yaml, line"],
    ["apps:\n  a:\n    url: http://127.0.0.1:1\n    identity: all\n", "latchkey.yaml, line 4: apps.a.identity: "],
    [
      "apps:\n  a:\n    url: http://127.0.0.1:1\n    sharing: public\n    identity: passthrough\n",
      "latchkey.yaml, line 5: apps.a.identity: Only an app that is shared with nobody",
    ],
    ["apps:\n  docs:\n    url: http://localhost:1\n    shared: all\n", "line 4: apps.docs.shared: there is no such setting"],
    ["apps:\n  docs:\n    sharing: all\n", "apps.docs"],
    ["apps:\n  Docs: { url: http://localhost:4000 }\n", "line 2: apps.Docs: Use lower-case"],
  ])("%j leaves the last good reading in force and says what is wrong", async (text, problem) => {
    const { workspaces, ada, room, write } = await open();
    write("apps:\n  good: { url: http://localhost:4000 }\n");
    await workspaces.list(ada);
    write(text);
    room.now.value += 6_000;
    const [workspace] = await workspaces.list(ada);
    expect(workspace?.apps.map(({ slug }) => slug)).toEqual(["good"]);
    expect(workspace?.fileProblem).toContain(problem);
  });
});

async function open({ ownPorts = [] as number[] } = {}) {
  const room = await openTestRoom();
  const path = join(room.config.dataDir, "latchkey.yaml");
  const workspaces = openWorkspaces({
    ...{
      local: createLocalAgent({ version: "0", rules: defaultRules }),
      agentTokens: room.agentTokens,
      dataDir: room.config.dataDir,
      clock: () => room.now.value,
      store: room.store,
      news: room.news,
    },
    ...{ findOwner: room.people.findFirstOwner, ownPorts, wildcardSuffix: "", terminalPasswordAfterSeconds: null },
  });
  onTestFinished(() => workspaces.close());
  const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
  let written = 0;
  return {
    ...{ room, workspaces, ada: room.owner, bob },
    write(text: string) {
      rmSync(path, { force: true });
      // Two writings within one tick of the file system's clock differ by their length.
      writeFileSync(path, `${text}${"# ".repeat(++written)}\n`);
    },
  };
}

function app(slug: string): AppTarget {
  return { kind: "app", slug, workspace: "this-machine", user: "ada" };
}

function port(number: number, tls = false): AppTarget {
  return { kind: "port", port: number, tls, workspace: "this-machine", user: "ada" };
}
