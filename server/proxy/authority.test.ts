import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DecisionFar, Question } from "#protocol/proxy.ts";
import { AppError } from "../errors.ts";
import type { Asked } from "../gateway.ts";
import { createRemoteAuthority } from "./authority.ts";

const yes: DecisionFar = {
  ...{ keyIds: ["app-key", "session-key"], userId: "ada", losers: 0, ended: false, set: ["renewed=1"], believeMs: 10_000 },
  found: { kind: "open", workspaceId: "w1", ownerId: "ada", host: "localhost", port: 3000, tls: null, cors: "allow" },
};
const no: DecisionFar = { ...yes, keyIds: [], userId: null, found: { kind: "sign_in" }, set: [] };
const cookie = `latchkey_app_session-${"a".repeat(32)}=Fe26`;
const asked: Asked = {
  ...{ host: "3000--w--ada.sydney.example.com", cookieHeader: `theme=dark; ${cookie}`, path: "/", passive: false },
  address: { kind: "port", port: 3000, tls: false, workspace: "w", user: "ada" },
};
const reach = {} as never;

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

describe("the remote authority", () => {
  it("asks once in 10 s for one person and app, whatever other cookies the app sets", async () => {
    const { authority, questions } = open();
    for (const theme of ["dark", "light", "none"]) {
      const { found } = await authority.decide({ ...asked, cookieHeader: `theme=${theme}; ${cookie}` });
      expect(found.kind).toBe("open");
    }
    expect(questions).toHaveLength(1);
    expect(questions[0]?.cookieHeader).toBe(cookie);
    vi.advanceTimersByTime(10_000);
    await authority.decide(asked);
    expect(questions).toHaveLength(2);
  });

  it("F13 asks for every request while one cookie comes more than once: each path has copies of its own to be ended", async () => {
    const { authority, questions } = open(() => ({ ...no, losers: 2, doubt: "two_people", set: ["planted=; Path=/a; Max-Age=0"] }));
    const doubled = { ...asked, cookieHeader: `${cookie}; theme=dark; ${cookie}2` };
    for (const path of ["/a", "/b", "/b"])
      expect(await authority.decide({ ...doubled, path })).toMatchObject({ doubt: "two_people", set: [expect.any(String)] });
    expect(questions.map(({ path }) => path)).toEqual(["/a", "/b", "/b"]);
    const together = await Promise.all(["/a", "/b"].map((path) => authority.decide({ ...doubled, path })));
    expect(together.map(({ set }) => set.length)).toEqual([1, 1]);
    // Cookies of other gateways' names are no copies.
    const nested = { ...asked, cookieHeader: `${cookie}; latchkey_app_session-${"b".repeat(32)}=Fe26` };
    await authority.decide(nested);
    await authority.decide({ ...nested, path: "/b" });
    expect(questions).toHaveLength(6);
  });

  it("asks once for what is asked at the same time, and gives a Set-Cookie to one answer alone", async () => {
    const { authority, questions } = open();
    const answers = await Promise.all([1, 2, 3].map(() => authority.decide(asked)));
    expect(questions).toHaveLength(1);
    expect(answers.map(({ set }) => set.length)).toEqual([1, 0, 0]);
    expect((await authority.decide(asked)).set).toEqual([]);
  });

  it("believes nothing longer than the session lasts", async () => {
    const { authority, questions } = open(() => ({ ...yes, believeMs: 300 }));
    await authority.decide(asked);
    vi.advanceTimersByTime(300);
    await authority.decide(asked);
    expect(questions).toHaveLength(2);
  });

  it("believes for 2 s without the stream, and after half a minute asks for every request", async () => {
    const { authority, questions, stream } = open();
    stream.downSince = performance.now();
    await authority.decide(asked);
    vi.advanceTimersByTime(1_900);
    await authority.decide(asked);
    expect(questions).toHaveLength(1);
    vi.advanceTimersByTime(200);
    await authority.decide(asked);
    expect(questions).toHaveLength(2);
    vi.advanceTimersByTime(30_000);
    for (let count = 0; count < 3; count++) await authority.decide(asked);
    expect(questions).toHaveLength(5);
  });

  it("forgets at once what news is about: an ended key, a person, a workspace", async () => {
    const { authority, questions } = open();
    const none = { endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: [] };
    const news = [
      { ...none, endedKeyIds: ["session-key"] },
      { ...none, changedUserIds: ["somebody"] },
      { ...none, changedWorkspaceIds: ["w1"] },
    ];
    for (const [index, each] of news.entries()) {
      await authority.decide(asked);
      expect(questions).toHaveLength(index + 1);
      authority.hear(each);
    }
    await authority.decide(asked);
    authority.hear({ ...none, endedKeyIds: ["another"], changedWorkspaceIds: ["w2"] });
    await authority.decide(asked);
    expect(questions).toHaveLength(4);
  });

  it("does not keep an answer that was on its way when its key ended", async () => {
    let answer: (decision: DecisionFar) => void = () => undefined;
    const { authority, questions } = open(() => new Promise<DecisionFar>((resolve) => (answer = resolve)));
    const first = authority.decide(asked);
    authority.hear({ endedKeyIds: ["session-key"], changedUserIds: [], changedWorkspaceIds: [] });
    answer(yes);
    await first;
    const second = authority.decide(asked);
    answer(no);
    expect((await second).found.kind).toBe("sign_in");
    expect(questions).toHaveLength(2);
  });

  it("lets who was let in go on while the primary is away, for as long as it was told, and nobody else", async () => {
    let isAway = false;
    const { authority, stream } = open(() => {
      if (isAway) throw new AppError("unavailable");
      return yes;
    });
    await authority.decide(asked);
    isAway = true;
    stream.downSince = performance.now();
    vi.advanceTimersByTime(60_000);
    authority.doubt();
    const kept = await authority.decide(asked);
    expect(kept.found.kind).toBe("open");
    // What is open already is kept by who holds it open, since the primary's last real yes.
    await expect(kept.isStillOpen()).rejects.toMatchObject({ code: "unavailable" });
    await expect(authority.decide({ ...asked, cookieHeader: undefined })).rejects.toMatchObject({ code: "unavailable" });
    await expect(authority.decide({ ...asked, host: "4000--w--ada.sydney.example.com" })).rejects.toMatchObject({ code: "unavailable" });
    vi.advanceTimersByTime(240_001);
    await expect(authority.decide(asked)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("keeps no no for when the primary is away", async () => {
    let isAway = false;
    const { authority } = open(() => {
      if (isAway) throw new AppError("unavailable");
      return no;
    });
    await authority.decide(asked);
    isAway = true;
    vi.advanceTimersByTime(10_000);
    await expect(authority.decide(asked)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("lets nobody in, whatever it knew, when the primary does not know this proxy", async () => {
    let isUnknown = false;
    const { authority } = open(() => {
      if (isUnknown) throw new AppError("invalid_token");
      return yes;
    });
    await authority.decide(asked);
    isUnknown = true;
    authority.doubt();
    await expect(authority.decide(asked)).rejects.toMatchObject({ code: "invalid_token" });
  });

  it("says offline where the agent has not dialled this proxy", async () => {
    const { authority } = open(() => yes, null);
    expect((await authority.decide(asked)).found.kind).toBe("offline");
  });
});

/** `answer`: what the primary says. */
function open(answer: () => DecisionFar | Promise<DecisionFar> = () => yes, reached: typeof reach | null = reach) {
  const questions: Question[] = [];
  const stream: { downSince: number | null } = { downSince: null };
  const authority = createRemoteAuthority({
    primary: {
      ask: async (_what, body) => {
        questions.push(body as Question);
        return (await answer()) as never;
      },
      close: () => undefined,
    },
    stream: () => stream,
    accessOrigin: "https://door.example.com",
    findReach: () => reached,
    keepMs: 300_000,
  });
  return { authority, questions, stream };
}
