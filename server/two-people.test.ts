/** Session cookies of two people at the dispatcher: pages, the API, and where a browser is sent to decide. */
import { describe, expect, it } from "vitest";
import { cookieOf, type TestRoom } from "./session/testing/room.ts";
import { openDoor } from "./testing/dispatcher.ts";

describe("cookies of two people", () => {
  it("SEC-22 F2 cookies of two people are nobody, whoever asks: no page, nothing is written back and no key is extended", async () => {
    const { room, ask } = await openDoor();
    const [ada, bob] = [await room.signIn(), await signInBob(room)];
    room.now.value += 2 * 86_400_000; // both are due to be extended
    for (const cookie of [`${ada.cookie}; ${bob.cookie}`, `${bob.cookie}; ${ada.cookie}`]) {
      for (const path of ["/", "/devices"]) {
        const page = await ask(path, { cookie });
        expect([page.status, page.body, page.headers["set-cookie"]]).toEqual([401, "resume session_conflict", undefined]);
      }
      const call = await ask("/api/v1/session", { cookie });
      expect([call.body.startsWith("caller=session_conflict"), call.headers["set-cookie"]]).toEqual([true, undefined]);
      const script = await ask("/devices", { cookie, accept: "*/*" });
      expect([script.status, JSON.parse(script.body)]).toMatchObject([401, { code: "session_conflict" }]);
      const signIn = await ask("/sign-in?next=%2F", { cookie });
      expect([signIn.status, signIn.body.startsWith("caller=session_conflict")]).toEqual([200, true]);
    }
    for (const { keyId } of [ada, bob]) {
      const { key } = (await room.store.keys.find(keyId)) ?? {};
      expect(key?.expiresAt).toBe(key && key.createdAt + 30 * 86_400_000);
    }
    // One of the two is over: the other is who it always was.
    await room.store.keys.end({ id: bob.keyId }, room.now.value, "signed_out");
    room.now.value += 5_000;
    expect((await ask("/", { cookie: `${bob.cookie}; ${ada.cookie}` })).body).toContain("caller=ada");
  });

  it("F2 an answer that decides between two people ends every copy, on the path that was refused too", async () => {
    const { room, ask } = await openDoor({ settles: true });
    const [ada, bob] = [await room.signIn(), await signInBob(room)];
    const { name } = room.sessions.cookie;
    const decided = await ask("/api/v1/session/resume?at=/api/v1/workspaces/x", { cookie: `${bob.cookie}; ${ada.cookie}` });
    const set = decided.headers["set-cookie"] ?? [];
    for (const path of ["/api", "/api/", "/api/v1/session/resume", "/api/v1/workspaces", "/api/v1/workspaces/x"]) {
      expect(set).toContain(`${name}=; Path=${path}; Max-Age=0`);
      expect(set).toContain(`${name}=; Path=${path}; Domain=latchkey.localhost; Max-Age=0`);
    }
    expect(set).toContain(`${name}=; Path=/; Domain=latchkey.localhost; Max-Age=0`);
    expect(set.some((header) => header.startsWith(`${name}=; Path=/; Max-Age=0`))).toBe(false);
    // Who presents one cookie and says nothing of another is answered as always.
    expect((await ask("/api/v1/session/resume", { cookie: ada.cookie })).headers["set-cookie"]).toBeUndefined();
  });

  it("F2 more cookies than are tried end with the answer, and the one in its own place does not", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    const { name } = room.sessions.cookie;
    const planted = Array.from({ length: 40 }, (_, index) => `${cookie.slice(0, -9)}${String(index).padStart(7, "x")}~2`);
    const header = [...planted.slice(0, 20), cookie, ...planted.slice(20)].join("; ");
    const refused = await ask("/devices", { cookie: header });
    expect([refused.status, refused.body]).toEqual([401, "resume "]);
    const set = refused.headers["set-cookie"] ?? [];
    expect(set).toContain(`${name}=; Path=/devices; Domain=latchkey.localhost; Max-Age=0`);
    expect(set).toContain(`${name}=; Path=/; Domain=latchkey.localhost; Max-Age=0`);
    expect(set.some((line) => line.startsWith(`${name}=; Path=/; Max-Age=0`))).toBe(false);
    expect((await ask("/devices", { cookie })).status).toBe(200);
  });

  it("F2 a cookie on the path of one address alone sends nobody to and fro between there and the sign-in", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await signInBob(room);
    const { name } = room.sessions.cookie;
    const back = await ask("/sign-in?next=%2F&at=%2Fapi%2Fv1%2Fapps%2Fauthorize", { cookie });
    expect([back.status, back.headers.location]).toEqual([303, "/"]);
    for (const path of ["/sign-in", "/api/v1/apps/authorize", "/api/"])
      expect(back.headers["set-cookie"]).toContain(`${name}=; Path=${path}; Domain=latchkey.localhost; Max-Age=0`);
    expect(back.headers["set-cookie"]?.some((header) => header.includes("Path=/;"))).toBe(false);
    expect((await ask("/sign-in")).headers["set-cookie"]).toBeUndefined();
  });

  it("F2 what outlived a dead session beside it is not written into the session's own place", async () => {
    const { room, ask } = await openDoor();
    const [ada, bob] = [await room.signIn(), await signInBob(room)];
    const { name } = room.sessions.cookie;
    await room.store.keys.end({ id: ada.keyId }, room.now.value, "signed_out");
    const set = (await ask("/", { cookie: `${ada.cookie}; ${bob.cookie}` })).headers["set-cookie"] ?? [];
    expect(set).toContain(`${name}=; Path=/; Domain=latchkey.localhost; Max-Age=0`);
    expect(set.join()).not.toContain("Fe26");
  });
});

async function signInBob(room: TestRoom): Promise<{ cookie: string; keyId: string }> {
  const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
  const { caller, setCookie } = await room.sessions.signIn({ user: bob, ip: "", userAgent: "", deviceKey: null, replaces: null });
  return { cookie: cookieOf(setCookie), keyId: caller.key.id };
}
