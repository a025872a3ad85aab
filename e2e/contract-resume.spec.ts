import { expect, signInClient, test } from "./fixtures.ts";
import { createTestDevice, resumeOverApi, type TestDevice } from "./models/device.ts";
import type { DoorServer } from "./models/door-server.ts";
import { parseSetCookie, type HttpClient } from "./models/http-client.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";

interface SignedIn {
  client: HttpClient;
  device: TestDevice;
  deviceId: string;
  key: { id: string; expiresAt: string; lastUsedAt: string };
}

test("a device gets the cookie of its still valid key back, for what is left of its life and no longer", async ({ sharedDoor }) => {
  const { client, device, deviceId, key } = await signInWithDevice(sharedDoor);
  const fresh = sharedDoor.client();
  const answer = await resumeOverApi(fresh, device, deviceId, sharedDoor.origin);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json()).toMatchObject({ user: { email: owner.email }, key: { id: key.id, expiresAt: key.expiresAt } });
  const { attributes } = parseSetCookie(answer.setCookies[0] ?? "");
  const leftSeconds = (Date.parse(key.expiresAt) - Date.now()) / 1000;
  expect(Math.abs(Number(attributes["max-age"]) - leftSeconds)).toBeLessThan(30);
  expect(Number(attributes["max-age"])).toBeLessThan(30 * 86_400);
  const session = await fresh.get("/api/v1/session");
  expect(session.json()).toMatchObject({ key: { id: key.id, keptBy: "cookie_and_device_key" }, device: { id: deviceId } });
  // The cookie from before the resume is as good as the new one.
  expect((await client.get("/api/v1/session")).status).toBe(200);
});

test("an unknown device gets a challenge like any other, and then nothing", async ({ sharedDoor }) => {
  const { deviceId } = await signInWithDevice(sharedDoor);
  const known = await sharedDoor.client().post("/api/v1/session/resume", { deviceId });
  const unknown = await sharedDoor.client().post("/api/v1/session/resume", { deviceId: "0123456789abcdef" });
  expect([known.status, unknown.status]).toEqual([200, 200]);
  const [one, other] = [known.json<{ challenge: string }>(), unknown.json<{ challenge: string }>()];
  expect(Object.keys(one)).toEqual(Object.keys(other));
  expect(one.challenge.length).toBe(other.challenge.length);
  expectProblem(await resumeOverApi(sharedDoor.client(), createTestDevice(), "0123456789abcdef", sharedDoor.origin), 401, "no_session");
});

test("a challenge works once, for its own device, signed by its own key over the door's own origin", async ({ sharedDoor }) => {
  const { device, deviceId } = await signInWithDevice(sharedDoor);
  const other = await signInWithDevice(sharedDoor);
  const ask = async (id: string) =>
    (await sharedDoor.client().post("/api/v1/session/resume", { deviceId: id })).json<{ challenge: string }>().challenge;
  const redeem = (id: string, challenge: string, signature: string) =>
    sharedDoor.client().post("/api/v1/session/resume", { deviceId: id, challenge, signature });

  const challenge = await ask(deviceId);
  const signature = device.sign(sharedDoor.origin, deviceId, challenge);
  expect((await redeem(deviceId, challenge, signature)).status).toBe(200);
  expectProblem(await redeem(deviceId, challenge, signature), 401);

  const foreign = await ask(other.deviceId);
  expectProblem(await redeem(deviceId, foreign, device.sign(sharedDoor.origin, deviceId, foreign)), 401);
  const second = await ask(deviceId);
  expectProblem(await redeem(deviceId, second, device.sign("https://evil.example", deviceId, second)), 401);
  expectProblem(await redeem(deviceId, await ask(deviceId), other.device.sign(sharedDoor.origin, deviceId, second)), 401);
  expectProblem(await redeem(deviceId, "made.up.challenge", device.sign(sharedDoor.origin, deviceId, "made.up.challenge")), 401);
});

test("a key that was ended is not resumed, and the device is told why", async ({ sharedDoor }) => {
  const { device, deviceId, key } = await signInWithDevice(sharedDoor);
  const elsewhere = await signInClient(sharedDoor);
  expect((await elsewhere.delete(`/api/v1/keys/${key.id}`)).status).toBe(204);
  const answer = await resumeOverApi(sharedDoor.client(), device, deviceId, sharedDoor.origin);
  const problem = expectProblem(answer, 401, "session_revoked");
  expect(problem).toMatchObject({ reason: "ended_elsewhere", endedAt: expect.any(String) });
  expect(answer.setCookies.filter((line) => !line.includes("Max-Age=0"))).toEqual([]);
});

test("signing out deletes the device key on the server too", async ({ sharedDoor }) => {
  const { client, device, deviceId } = await signInWithDevice(sharedDoor);
  expect((await client.delete("/api/v1/session")).status).toBe(204);
  const answer = await resumeOverApi(sharedDoor.client(), device, deviceId, sharedDoor.origin);
  expect(["no_session", "session_revoked"]).toContain(expectProblem(answer, 401).code);
});

test("a resume survives the server's restart", async ({ door }) => {
  const { device, deviceId } = await signInWithDevice(door);
  await door.kill();
  await door.start();
  expect((await resumeOverApi(door.client(), device, deviceId, door.origin)).status).toBe(200);
});

test("what is not a public P-256 key is refused at sign-in", async ({ sharedDoor }) => {
  const good = createTestDevice().publicJwk;
  for (const deviceKey of [{ ...good, crv: "P-384" }, { ...good, x: "AAAA" }, { kty: "RSA" }, "text", { ...good, d: good.x }]) {
    const answer = await sharedDoor.client().post("/api/v1/session", { email: owner.email, password: owner.password, deviceKey });
    expectProblem(answer, 400, "bad_request");
  }
});

async function signInWithDevice(door: DoorServer): Promise<SignedIn> {
  const [client, device] = [door.client(), createTestDevice()];
  const answer = await client.post("/api/v1/session", { email: owner.email, password: owner.password, deviceKey: device.publicJwk });
  expect(answer.status, answer.text).toBe(201);
  const { deviceId, key } = answer.json<{ deviceId: string; key: SignedIn["key"] }>();
  return { client, device, deviceId, key };
}
