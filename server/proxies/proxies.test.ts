import { describe, expect, it, vi } from "vitest";
import { proxyStreamPath, proxyVersion, proxyVersionHeader } from "#protocol/proxy.ts";
import { WebSocket } from "ws";
import { openTestPrimary } from "./testing/primary.ts";

const patience = { timeout: 20_000 };
const said = { url: "http://sydney.example.com", wildcard: "*.sydney.example.com", version: "1.2.3", replicaId: "r1" };
const question = {
  host: "3000--this-machine--ada.sydney.example.com",
  address: { kind: "port", port: 3000, tls: false, workspace: "this-machine", user: "ada" },
  ...{ cookieHeader: "", passive: false },
};

describe("the list of proxies", () => {
  it("is for administrators alone", async () => {
    const { proxies, room } = await openTestPrimary();
    const bo = await room.people.create({ email: "bo@example.com", name: "bo", password: "violet-Anchor-94-tundra", role: "member" });
    const { proxy } = await proxies.create(room.owner, "Sydney");
    const calls = [
      () => proxies.list(bo),
      () => proxies.create(bo, "Perth"),
      () => proxies.rename(bo, proxy.id, "Perth"),
      () => proxies.renewToken(bo, proxy.id),
      () => proxies.remove(bo, proxy.id),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "forbidden" });
    expect((await proxies.list(room.owner)).map(({ name }) => name)).toEqual(["Sydney"]);
  });

  it.each(["", "   ", "x".repeat(41), "a\u0007b", "a\u202eb"])("takes no name like %j", async (name) => {
    const { proxies, room } = await openTestPrimary();
    await expect(proxies.create(room.owner, name)).rejects.toMatchObject({ code: "bad_request", facts: { field: "name" } });
  });

  it("knows no proxy that was deleted or never there", async () => {
    const { proxies, room } = await openTestPrimary();
    const { proxy } = await proxies.create(room.owner, "Sydney");
    await proxies.remove(room.owner, proxy.id);
    for (const call of [proxies.remove(room.owner, proxy.id), proxies.renewToken(room.owner, "x"), proxies.rename(room.owner, "x", "y")])
      await expect(call).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a proxy's token", () => {
  it("answers for a proxy until it is exchanged or the proxy deleted; every other one is 401", async () => {
    const primary = await openTestPrimary();
    const { token, proxy } = await primary.proxies.create(primary.room.owner, "Sydney");
    await register(primary, token);
    expect((await ask(primary, token, "decide", question)).status).toBe(200);
    const session = await primary.room.signIn();
    for (const authorization of [undefined, "Bearer", "Bearer lk_x", `Bearer ${token.slice(0, -1)}x`, `Basic ${token}`]) {
      expect((await ask(primary, null, "decide", question, { ...(authorization && { authorization }) })).status).toBe(401);
    }
    expect((await ask(primary, null, "decide", question, { cookie: session.cookie })).status).toBe(401);
    expect((await ask(primary, token, "decide", question, { origin: "http://latchkey.localhost:3000" })).status).toBe(403);
    const next = await primary.proxies.renewToken(primary.room.owner, proxy.id);
    expect((await ask(primary, token, "decide", question)).status).toBe(401);
    expect((await ask(primary, next.token, "decide", question)).status).toBe(200);
    await primary.proxies.remove(primary.room.owner, proxy.id);
    expect((await ask(primary, next.token, "decide", question)).status).toBe(401);
  });

  it("is kept as a hash, and is no key of anybody", async () => {
    const { proxies, room } = await openTestPrimary();
    const { token } = await proxies.create(room.owner, "Sydney");
    expect(JSON.stringify(await room.store.proxies.list())).not.toContain(token.split("_")[2]);
    expect((await room.sessions.check({ cookie: undefined, authorization: `Bearer ${token}` })).ok).toBe(false);
  });
});

describe("a proxy's stream", () => {
  it("is closed at once when the token is exchanged, with a code that says to stay away", async () => {
    const primary = await openTestPrimary();
    const { token, proxy } = await primary.proxies.create(primary.room.owner, "Sydney");
    const { closed } = await register(primary, token);
    await primary.proxies.renewToken(primary.room.owner, proxy.id);
    expect((await closed).code).toBe(4001);
  });

  it("is closed at once with a code to come back when it was let in while the primary closed", async () => {
    const primary = await openTestPrimary();
    const { token } = await primary.proxies.create(primary.room.owner, "Sydney");
    primary.proxies.close();
    expect((await dial(primary, token).closed).code).toBe(1012);
  });

  it("makes it a gateway, healthy for as long as it is there", async () => {
    const primary = await openTestPrimary();
    const { token } = await primary.proxies.create(primary.room.owner, "Sydney");
    expect(await primary.proxies.listGateways()).toEqual([]);
    const { socket } = await register(primary, token);
    await vi.waitFor(async () => expect(await primary.proxies.listGateways()).toMatchObject([{ url: said.url, healthy: true }]), patience);
    socket.terminate();
    await vi.waitFor(async () => expect(await primary.proxies.listGateways()).toMatchObject([{ healthy: false }]), patience);
  });

  it("tells of an ended session, and of nothing that a machine says of itself", async () => {
    const primary = await openTestPrimary();
    const { room } = primary;
    const { token } = await primary.proxies.create(room.owner, "Sydney");
    const { messages } = await register(primary, token);
    const { keyId } = await room.signIn();
    room.news.announceHere({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: ["w1"], isFact: true });
    room.news.announce({ endedKeyIds: [keyId], changedUserIds: [], changedWorkspaceIds: ["w2"] });
    await vi.waitFor(() => expect(messages.filter(({ type }) => type === "news")).toHaveLength(1), patience);
    expect(messages.at(-1)).toMatchObject({ endedKeyIds: [keyId], changedWorkspaceIds: ["w2"] });
    room.news.announceHere({ endedKeyIds: [], changedUserIds: [], hasGap: true });
    await vi.waitFor(() => expect(messages.at(-1)).toMatchObject({ type: "news", hasGap: true }), patience);
  });

  it.each([
    [{ wildcard: "*.apps.latchkey.localhost:3000" }, /--wildcard-access-url is the primary's own/],
    [{ wildcard: "*.latchkey.localhost" }, null],
    [{ wildcard: "*.localhost:3000" }, /not a wildcard|falls under/],
    [{ url: "http://latchkey.localhost:3000" }, /--access-url is the primary's own address/],
    [{ url: "http://sydney.sydney.example.com" }, /--access-url falls under the proxy's own wildcard/],
    [{ url: "sydney" }, /--access-url is not an origin/],
    [{ wildcard: "sydney.example.com" }, /is not a wildcard/],
  ])("refuses %j with one sentence on what to change", async (change, problem) => {
    const primary = await openTestPrimary({ wildcard: "*.apps.latchkey.localhost:3000" });
    const { token } = await primary.proxies.create(primary.room.owner, "Sydney");
    const dialled = dial(primary, token, change);
    if (problem === null) return void (await dialled.welcomed);
    const { code, reason } = await dialled.closed;
    expect([code, reason]).toEqual([4002, expect.stringMatching(problem)]);
  });

  it("refuses the wildcard of another proxy, and an http address below an https door", async () => {
    const primary = await openTestPrimary({ accessUrl: new URL("https://door.example.com") });
    const [one, two] = [await primary.proxies.create(primary.room.owner, "One"), await primary.proxies.create(primary.room.owner, "Two")];
    expect((await dial(primary, one.token).closed).reason).toMatch(/--access-url is http/);
    const secure = { url: "https://sydney.example.com" };
    await dial(primary, one.token, secure).welcomed;
    expect(await dial(primary, two.token, { ...secure, url: "https://perth.example.com" }).closed).toEqual({
      ...{ code: 4002, reason: "--wildcard-access-url is another proxy's already; give this one a wildcard of its own." },
    });
  });

  it("is no browser's, and speaks one version", async () => {
    const primary = await openTestPrimary();
    const { token } = await primary.proxies.create(primary.room.owner, "Sydney");
    expect(await dial(primary, token, {}, { origin: "http://latchkey.localhost:3000" }).refused).toBe(403);
    expect(await dial(primary, token, {}, { [proxyVersionHeader]: "0" }).refused).toBe(426);
    expect(await dial(primary, "lk_0000000000000000_00000000000000000000000000000000").refused).toBe(401);
  });
});

describe("a machine at a proxy", () => {
  it("F8 is told apart by a ticket, which is worth something at that proxy alone, once, for a minute; a token is worth nothing there", async () => {
    const primary = await openTestPrimary();
    const { room, workspaces, tickets } = primary;
    const sydney = await primary.proxies.create(room.owner, "Sydney");
    const perth = await primary.proxies.create(room.owner, "Perth");
    await register(primary, sydney.token);
    await register(primary, perth.token, { url: "http://perth.example.com", wildcard: "*.perth.example.com" });
    const made = await workspaces.create(room.owner, "workstation");
    const tokenId = made.token.split("_")[1] ?? "";
    const whose = async (ticket: string, at = sydney) => (await ask(primary, at.token, "agent", { ticket })).json() as Promise<unknown>;
    const give = () => tickets.create({ proxyId: sydney.proxy.id, workspaceId: made.workspace.id, tokenId });
    const refused = { code: "forbidden" };

    const ticket = await give();
    expect(await whose(ticket, perth)).toMatchObject(refused);
    expect(await whose(ticket)).toEqual({ workspaceId: made.workspace.id, tokenId });
    expect(await whose(ticket)).toMatchObject(refused);
    const own = await tickets.create({ proxyId: sydney.proxy.id, workspaceId: "this-machine", tokenId: "" });
    expect(await whose(own)).toEqual({ workspaceId: "this-machine", tokenId: "" });

    // Of another machine's workspace, of a session, of nobody; and what is no ticket.
    const { keyId } = await room.signIn();
    for (const holder of [
      { workspaceId: "another", tokenId },
      { workspaceId: made.workspace.id, tokenId: keyId },
      { workspaceId: made.workspace.id, tokenId: "" },
    ])
      expect(await whose(await tickets.create({ proxyId: sydney.proxy.id, ...holder }))).toMatchObject(refused);
    for (const other of [sydney.token, made.token, `Bearer ${made.token}`, "local_x", "", "x".repeat(4_000)])
      expect(await whose(other)).toMatchObject(refused);

    const late = await give();
    room.now.value += 60_000;
    expect(await whose(late)).toMatchObject(refused);
    const ended = await give();
    await workspaces.renewToken(room.owner, made.workspace.id);
    expect(await whose(ended)).toMatchObject(refused);
  });
});

type Primary = Awaited<ReturnType<typeof openTestPrimary>>;

function ask({ url }: Primary, token: string | null, what: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL(`/api/v1/proxy/${what}`, url), {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify(body),
  });
}

interface Message {
  type: string;
}

function dial({ url }: Primary, token: string, change: Partial<typeof said> = {}, headers: Record<string, string> = {}) {
  const socket = new WebSocket(new URL(proxyStreamPath, url.href.replace("http:", "ws:")), {
    headers: { authorization: `Bearer ${token}`, [proxyVersionHeader]: String(proxyVersion), ...headers },
  });
  const messages: Message[] = [];
  socket.on("open", () => socket.send(JSON.stringify({ ...said, ...change })));
  socket.on("error", () => undefined);
  const welcomed = new Promise<Message>((resolve) => {
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      messages.push(message);
      if (message.type === "welcome") resolve(message);
    });
  });
  const refused = new Promise<number>((resolve) => socket.on("unexpected-response", (_request, answer) => resolve(answer.statusCode ?? 0)));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  return { socket, messages, welcomed, refused, closed };
}

async function register(primary: Primary, token: string, change: Partial<typeof said> = {}) {
  const dialled = dial(primary, token, change);
  await dialled.welcomed;
  return dialled;
}
