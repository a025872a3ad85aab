/** Kill, clean close and two instances once more over https, where the cookie is `__Host-` and Secure. */
import { test as base, expect, type StartOptions } from "./fixtures.ts";
import type { ProfileOptions } from "./models/browser-profile.ts";
import { createCertificate, writeCertificate, type Certificate } from "./models/certificate.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { findFreePort } from "./models/free-port.ts";
import { parseSetCookie } from "./models/http-client.ts";
import { closeWithCookieAlone, surviveKill } from "./models/journeys.ts";
import { owner } from "./models/people.ts";
import { readPeerSerial } from "./models/peer-certificate.ts";
import { makeScratchDir } from "./models/scratch.ts";
import { installedApp, tab } from "./models/surface.ts";
import { expectApart } from "./models/two-doors.ts";

interface Tls {
  certificate: Certificate;
  dir: string;
  /** A door that serves https with the certificate. */
  startSecureDoor(options?: StartOptions): Promise<DoorServer>;
  /** Of a browser that takes the certificate, and for which the site stays installable. */
  trusting: ProfileOptions;
}

const test = base.extend<{ tls: Tls }>({
  tls: async ({ startDoor }, use) => {
    const scratch = makeScratchDir("tls");
    const certificate = createCertificate(["latchkey.localhost"]);
    const { certFile, keyFile } = writeCertificate(certificate, scratch.dir);
    await use({
      certificate,
      dir: scratch.dir,
      async startSecureDoor(options = {}) {
        const port = await findFreePort();
        const flags = { "access-url": `https://latchkey.localhost:${port}`, "tls-cert-file": certFile, "tls-key-file": keyFile };
        return startDoor({ ...options, port, flags: { ...flags, ...options.flags } });
      },
      trusting: { flags: [`--ignore-certificate-errors-spki-list=${certificate.spkiHash}`] },
    });
    scratch.remove();
  },
});

for (const surface of [tab, installedApp]) {
  for (const seconds of [35, 5, 0]) {
    test(`over https ${surface.name} killed ${seconds} s after sign-in opens signed in`, async ({ tls, openProfile }) => {
      const profile = await openProfile(tls.trusting);
      await surviveKill(surface, profile, await tls.startSecureDoor(), seconds);
    });
  }
}

for (const surface of [tab, installedApp]) {
  test(`over https a clean close leaves ${surface.name} signed in by the __Host- cookie alone`, async ({ tls, openProfile }) => {
    const door = await tls.startSecureDoor();
    const profile = await openProfile(tls.trusting);
    const page = await closeWithCookieAlone(surface, profile, door.origin);
    await createDoorPage(page, door.origin).expectHome();
    expect(profile.recorder.resumes).toEqual([]);
    const sessions = (await profile.context.cookies()).filter((cookie) => cookie.name.includes("latchkey_session"));
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ secure: true, httpOnly: true, sameSite: "Lax", path: "/", domain: "latchkey.localhost" });
    expect(sessions[0]?.name).toMatch(/^__Host-latchkey_session-[0-9a-f]{8}$/);
  });
}

test("over https two doors on one host keep their sessions apart without configuration", async ({ tls, openProfile }) => {
  const doors = [await tls.startSecureDoor(), await tls.startSecureDoor()] as const;
  const names = await expectApart(await openProfile(tls.trusting), doors);
  for (const name of names) expect(name).toMatch(/^__Host-latchkey_session-/);
});

test("over https two doors with suffixes, even ones that sanitise to the same text, keep their sessions apart", async ({
  tls,
  openProfile,
}) => {
  const suffixes = ["team.a", "team_a"].map((suffix) => ({ flags: { "cookie-suffix": suffix } }));
  const doors = [await tls.startSecureDoor(suffixes[0]), await tls.startSecureDoor(suffixes[1])] as const;
  const names = await expectApart(await openProfile(tls.trusting), doors);
  for (const name of names) expect(name).toMatch(/^__Host-latchkey_session-team-a-[0-9a-f]{8}$/);
});

test("over https set and clear write the same __Host- cookie, Secure and host-only", async ({ tls }) => {
  const door = await tls.startSecureDoor();
  const client = door.client();
  const signedIn = await client.post("/api/v1/session", { email: owner.email, password: owner.password });
  const signedOut = await client.delete("/api/v1/session");
  const [set, clear] = [signedIn, signedOut].map((answer) => parseSetCookie(answer.setCookies[0] ?? ""));
  expect(set?.name).toMatch(/^__Host-latchkey_session-/);
  expect(set?.attributes).toEqual({ path: "/", httponly: "", samesite: "Lax", secure: "", "max-age": String(30 * 86_400) });
  expect(clear).toEqual({ name: set?.name, value: "", attributes: { ...set?.attributes, "max-age": "0" } });
});

test("a renewed certificate is served without a restart, and nobody is signed out by it", async ({ tls }) => {
  const door = await tls.startSecureDoor();
  const client = door.client();
  await client.post("/api/v1/session", { email: owner.email, password: owner.password });
  expect(await readPeerSerial(door.port)).toBe(tls.certificate.serialNumber);
  const renewed = createCertificate(["latchkey.localhost"], 2);
  writeCertificate(renewed, tls.dir);
  await expect.poll(() => readPeerSerial(door.port), { timeout: 30_000 }).toBe(renewed.serialNumber);
  expect((await client.get("/api/v1/session")).status).toBe(200);
});
