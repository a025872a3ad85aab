/**
 * The nginx and Caddy of the distribution with the files of deploy/, on what the behaviour suite does not ask: what they tell the door, what they
 * spare it, and that the files for a regional proxy are the same ones with other names.
 */
import type { IncomingMessage } from "node:http";
import { signInClient } from "./fixtures.ts";
import { exchange } from "./models/exchange.ts";
import { owner } from "./models/people.ts";
import { deployed, readDeployed, type DeployedFile } from "./models/reverse-proxy.ts";
import { expect, test } from "./reverse-proxy-fixtures.ts";
import { startApp } from "./upstreams/app.ts";

/** Several processes start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

/** Linux answers for all of 127.0.0.0/8: an address by which the caller is told from the reverse proxy. */
const localAddress = "127.0.0.77";

for (const file of Object.keys(deployed) as DeployedFile[]) {
  test(`${file}: host and address of whoever asks are told behind it, whatever they say themselves`, async ({ openFront }) => {
    const front = await openFront(file);
    const app = await startApp((_request, response) => response.end("behind it"), front.doorPort);
    const { host, apps } = deployed[file];
    for (const name of [host, apps.replace("*", "3000--this-machine--ada")]) {
      const forged = { "x-forwarded-for": "203.0.113.9", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
      const answer = await exchange(`https://${name}:${front.port}/a%20b//c?d=%2F`, front.port, { headers: forged, localAddress });
      expect([answer.status, answer.text]).toEqual([200, "behind it"]);
      const seen = app.requests.at(-1);
      expect(told(seen)).toEqual({
        host: `${name}:${front.port}`,
        for: localAddress,
        forwardedHost: `${name}:${front.port}`,
        proto: "https",
      });
      expect(seen?.url).toBe("/a%20b//c?d=%2F");
    }
    const plain = await exchange(`http://${host}:${front.plainPort}/a?b=1`, front.plainPort);
    expect([301, 308]).toContain(plain.status);
    expect(plain.headers.location?.replace(`:${front.port}`, "")).toBe(`https://${host}/a?b=1`);
    await app.close();
  });
}

for (const file of ["nginx.conf", "Caddyfile"] as const) {
  test(`SEC-36 behind ${file} who was given too many cookies gets the page that removes them, on every host and path`, async ({
    openFront,
    startDoor,
  }) => {
    const front = await openFront(file);
    await startDoor({
      port: front.doorPort,
      flags: {
        "access-url": front.origin,
        "wildcard-access-url": `${deployed[file].apps}:${front.port}`,
        "trusted-proxies": "127.0.0.1",
      },
    });
    const jarOf = (count: number) => Array.from({ length: count }, (_, index) => `bomb${index}=${"x".repeat(4_000)}`).join("; ");
    const app = `https://${deployed[file].apps.replace("*", "3000--this-machine--ada")}:${front.port}`;
    for (const origin of [front.origin, app])
      for (const count of [20, 100, 180]) {
        const answer = await exchange(`${origin}/some/path?q=${count}`, front.port, { headers: { cookie: jarOf(count) } });
        expect([count, answer.status, answer.headers["clear-site-data"], answer.setCookies]).toEqual([count, 431, undefined, []]);
        expect(answer.text).toContain("Remove the ticked cookies");
        expect(answer.headers["content-security-policy"]).toContain(`frame-ancestors ${front.origin}`);
      }
    const ordinary = await exchange(`${front.origin}/sign-in?${"x".repeat(17_000)}`, front.port, { headers: { cookie: jarOf(7) } });
    expect(ordinary.status).toBe(200);
  });

  test(`SEC-54 behind ${file} the address in the list of devices is the caller's, as the reverse proxy saw it`, async ({
    openFront,
    startDoor,
  }) => {
    const front = await openFront(file);
    const door = await startDoor({ port: front.doorPort, flags: { "access-url": front.origin, "trusted-proxies": "127.0.0.1" } });
    const headers = { "content-type": "application/json", origin: front.origin, "x-forwarded-for": "203.0.113.9" };
    const body = JSON.stringify({ email: owner.email, password: owner.password });
    const answer = await exchange(`${front.origin}/api/v1/session`, front.port, { method: "POST", headers, body, localAddress });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.setCookies.map((line) => line.split("=")[0])).toEqual([expect.stringMatching(/^__Host-latchkey_session-/)]);
    const { id } = answer.json<{ key: { id: string } }>().key;
    const { keys } = (await (await signInClient(door)).get("/api/v1/keys")).json<{ keys: { id: string; ip: string }[] }>();
    expect(keys.find((key) => key.id === id)?.ip).toBe(localAddress);
  });

  test(`${file}: what is asked after a restart of the door is answered, on connections that were kept as on new ones`, async ({
    openFront,
    startDoor,
  }) => {
    const front = await openFront(file);
    const door = await startDoor({ port: front.doorPort, flags: { "access-url": front.origin, "trusted-proxies": "127.0.0.1" } });
    const ask = async () => (await exchange(`${front.origin}/api/v1/setup`, front.port)).status;
    expect(await Promise.all(Array.from({ length: 10 }, ask))).toEqual(Array.from({ length: 10 }, () => 200));
    await door.restart();
    expect(await Promise.all(Array.from({ length: 10 }, ask))).toEqual(Array.from({ length: 10 }, () => 200));
  });
}

test("what stands before a regional proxy is what stands before the primary, with other names and places", () => {
  for (const [primary, proxy] of [["nginx.conf", "nginx-proxy.conf"] as const, ["Caddyfile", "Caddyfile.proxy"] as const]) {
    const plain = (file: DeployedFile) => {
      const { host, apps, behind, tls } = deployed[file];
      let text = readDeployed(file).replaceAll(/^\s*#.*\n/gm, "");
      for (const name of [tls, apps, host, behind]) text = text.replaceAll(name, "…");
      return text.replaceAll("latchkey_proxy", "latchkey");
    };
    expect(plain(proxy)).toBe(plain(primary));
  }
});

function told(request: IncomingMessage | undefined): Record<string, unknown> {
  const { host, "x-forwarded-for": from, "x-forwarded-host": forwardedHost, "x-forwarded-proto": proto } = request?.headers ?? {};
  return { host, for: from, forwardedHost, proto };
}
