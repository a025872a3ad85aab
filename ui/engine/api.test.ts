import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callApi } from "./api.ts";
import { connected, page } from "./page.ts";
import type { ResumeOutcome } from "./resume.ts";

let outcome: ResumeOutcome;
const left: unknown[] = [];
vi.mock("./resume.ts", () => ({ proveDevice: () => Promise.resolve(outcome) }));
vi.mock("./leave.ts", () => ({ leaveForSignIn: (why: unknown) => Promise.resolve(left.push(why)) }));

let answers: (() => Response)[];
let asked: { url: string; init: RequestInit }[];

beforeEach(() => {
  outcome = { kind: "no_device" };
  left.length = 0;
  asked = [];
  page.connection.set(connected);
  vi.stubGlobal("location", { pathname: "/devices" });
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push({ url, init });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("Failed to fetch"));
  });
});
afterEach(() => void vi.unstubAllGlobals());

const ok = (body: object) => () => Response.json(body);
const problem =
  (status: number, code: string, facts: object = {}) =>
  () =>
    new Response(JSON.stringify({ type: "about:blank", title: code, status, code, ...facts }), {
      status,
      headers: { "content-type": "application/problem+json" },
    });
const html = (status: number) => () => new Response("<h1>no</h1>", { status, headers: { "content-type": "text/html" } });
const state = () => page.connection.get().state;
const revoked = problem(401, "session_revoked", { reason: "ended_elsewhere", endedAt: "2026-11-17T14:02:00Z" });

test("answers the body, and says when a request is passive", async () => {
  answers = [ok({ keys: [] })];
  expect(await callApi("/keys", { passive: true })).toEqual({ keys: [] });
  expect(asked[0]).toMatchObject({ url: "/api/v1/keys", init: { method: "GET", headers: { "latchkey-passive": "1" } } });
  answers = [() => new Response(null, { status: 204 })];
  expect(await callApi("/keys/a", { method: "DELETE" })).toBeUndefined();
  expect(asked[1]?.init.headers).toEqual({});
});

test("no network, a captive portal and a proxy's own page are no answer of the door", async () => {
  answers = [];
  await expect(callApi("/keys")).rejects.toMatchObject({ name: "ApiUnreachable" });
  expect(state()).toBe("offline");
  answers = [html(200)];
  await expect(callApi("/keys")).rejects.toMatchObject({ name: "ApiUnreachable" });
  answers = [html(502)];
  await expect(callApi("/keys")).rejects.toMatchObject({ name: "ApiUnreachable" });
  expect(state()).toBe("unavailable");
  answers = [ok({})];
  await callApi("/keys");
  expect(page.connection.get()).toEqual(connected);
});

test("the door's 503 is a problem, never the end of the session", async () => {
  answers = [problem(503, "unavailable")];
  await expect(callApi("/keys")).rejects.toMatchObject({ name: "ApiProblem", problem: { code: "unavailable" } });
  expect(state()).toBe("unavailable");
  expect(left).toEqual([]);
});

test("a lost cookie is got back with the device key, and the call made again", async () => {
  answers = [problem(401, "no_session"), ok({ keys: [] })];
  outcome = { kind: "resumed" };
  expect(await callApi("/keys")).toEqual({ keys: [] });
  expect(asked).toHaveLength(2);
});

test("an ended session leads to the sign-in screen with the reason, and the call never settles", async () => {
  answers = [revoked];
  let settled = false;
  void callApi("/keys").finally(() => (settled = true));
  await vi.waitUntil(() => left.length > 0);
  await new Promise((resolve) => setTimeout(resolve));
  expect(left[0]).toMatchObject({ code: "session_revoked", reason: "ended_elsewhere" });
  expect(settled).toBe(false);
});

test("what could not be found out ends nothing", async () => {
  answers = [problem(401, "no_session")];
  outcome = { kind: "unavailable", status: 0, retryAfterSeconds: 0 };
  await expect(callApi("/keys")).rejects.toMatchObject({ name: "ApiUnreachable" });
  expect(left).toEqual([]);
});

test("a browser that does not keep the cookie is told so, not sent in circles", async () => {
  answers = [problem(401, "no_session")];
  outcome = { kind: "resumed" };
  void callApi("/keys");
  await vi.waitUntil(() => left.length > 0);
  expect(left).toEqual([{ code: "cookie_refused" }]);
  expect(asked).toHaveLength(2);
});

test("on the sign-in screen a 401 is an answer like any other", async () => {
  vi.stubGlobal("location", { pathname: "/sign-in" });
  for (const code of ["no_session", "invalid_credentials"]) {
    answers = [problem(401, code)];
    await expect(callApi("/session", { method: "POST", body: {} })).rejects.toMatchObject({ problem: { code } });
  }
  expect(left).toEqual([]);
});
