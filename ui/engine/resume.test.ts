import { createPublicKey, randomBytes, verify } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDeviceKey } from "./device-key.ts";
import type { DeviceRecord } from "./device-record.ts";
import { proveDevice } from "./resume.ts";

const origin = "http://latchkey.localhost:3000";
let device: DeviceRecord | null = null;
vi.mock("./device-record.ts", () => ({ findDevice: () => Promise.resolve(device) }));

let server: Server;
/** What the door answers to a proof that checks out: the status. */
let verdict = 200;
const asked: object[] = [];

beforeEach(async () => {
  const { privateKey, publicJwk } = await createDeviceKey();
  device = { deviceId: "d1", userId: "u1", origin, privateKey, signedInAt: 0 };
  verdict = 200;
  asked.length = 0;
  const key = createPublicKey({ key: { ...publicJwk }, format: "jwk" });
  const challenges = new Set<string>();
  server = createServer((request, response) => {
    const answer = (status: number, value: object) => response.writeHead(status, { "retry-after": "7" }).end(JSON.stringify(value));
    void text(request).then((sent) => {
      const body = JSON.parse(sent) as { deviceId: string; challenge?: string; signature?: string };
      asked.push(body);
      if (!body.challenge || !body.signature) {
        const challenge = randomBytes(16).toString("base64url");
        challenges.add(challenge);
        return answer(200, { challenge });
      }
      const signed = Buffer.from(["latchkey-resume", origin, body.deviceId, body.challenge].join("\n"));
      const signature = Buffer.from(body.signature, "base64url");
      const good = challenges.delete(body.challenge) && verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature);
      if (good && verdict === 200) return answer(200, { user: {}, key: {} });
      answer(good ? verdict : 401, {
        status: good ? verdict : 401,
        code: good ? "session_revoked" : "no_session",
        reason: "ended_elsewhere",
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => fetch(base + path, init));
  vi.stubGlobal("navigator", { locks: { request: (_name: string, _options: object, work: () => unknown) => work() } });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("proves the device key in the two steps of the contract", async () => {
  expect(await proveDevice(Date.now())).toEqual({ kind: "resumed" });
  expect(asked[0]).toEqual({ deviceId: "d1" });
  expect(asked[1]).toMatchObject({ deviceId: "d1", challenge: expect.any(String), signature: expect.stringMatching(/^[\w-]{86}$/) });
});

test("what another tab has resumed in the meantime is not resumed again", async () => {
  vi.stubGlobal("localStorage", { getItem: () => "2000" });
  expect(await proveDevice(1999)).toEqual({ kind: "resumed" });
  expect(asked).toEqual([]);
  vi.stubGlobal("localStorage", { getItem: () => "2000", setItem: () => {} });
  expect(await proveDevice(2001)).toEqual({ kind: "resumed" });
  expect(asked).toHaveLength(2);
});

test("without a device key it asks nobody", async () => {
  device = null;
  expect(await proveDevice(Date.now())).toEqual({ kind: "no_device" });
  expect(asked).toEqual([]);
});

test("a refusal comes with its reason", async () => {
  verdict = 401;
  expect(await proveDevice(Date.now())).toMatchObject({ kind: "refused", problem: { code: "session_revoked", reason: "ended_elsewhere" } });
});

test("a door that cannot answer has refused nothing", async () => {
  for (const status of [503, 502, 429]) {
    verdict = status;
    expect(await proveDevice(Date.now())).toEqual({ kind: "unavailable", status, retryAfterSeconds: 7 });
  }
});

test("no network has refused nothing", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await proveDevice(Date.now())).toMatchObject({ kind: "unavailable", status: 0 });
});

test("a proof that came too late, because the page was frozen, is made once more", async () => {
  const { fetch } = globalThis;
  let slept = false;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const answer = await fetch(path, init);
    if (slept || asked.length !== 2) return answer;
    slept = true;
    vi.setSystemTime(Date.now() + 70_000);
    return Response.json({ status: 401, code: "no_session" }, { status: 401 });
  });
  vi.useFakeTimers({ toFake: ["Date"] });
  expect(await proveDevice(Date.now())).toEqual({ kind: "resumed" });
  vi.useRealTimers();
  expect(asked).toHaveLength(4);
});

test("the private key cannot be taken out of the browser", async () => {
  const { privateKey, publicJwk } = await createDeviceKey();
  await expect(crypto.subtle.exportKey("jwk", privateKey)).rejects.toThrow();
  expect(Object.keys(publicJwk).sort()).toEqual(["crv", "kty", "x", "y"]);
});
