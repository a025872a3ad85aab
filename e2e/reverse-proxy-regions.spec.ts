/**
 * Regional proxies behind the nginx and the Caddy of the distribution with the files of deploy/, the door behind theirs. The behaviour suite runs
 * through nginx, too; here is what it does not ask, and the same of Caddy.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { expect, openSocket, portOf, test, type Region } from "./deployed-region-fixtures.ts";
import { programs, type Program } from "./models/deployed-region.ts";
import { exchange, openRequest, readWhole } from "./models/exchange.ts";
import { parseSetCookie } from "./models/http-client.ts";
import { deadWithinMs } from "./models/promise.ts";
import type { Visitor } from "./models/visitor.ts";
import { patternOf, startGuardedApp } from "./upstreams/guarded-app.ts";

/** Two reverse proxies, a door and a proxy start in each, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

/** Linux answers for all of 127.0.0.0/8: an address by which the caller is told from the reverse proxy. */
const localAddress = "127.0.0.77";
const forged = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "http",
  forwarded: "for=203.0.113.9",
};
const deepLink = "/a%20b//c/;x/%7e/?q=%2F&x=1&x=2&empty=&&plus=+&last";
const slow = { timeout: 60_000 };

for (const program of Object.keys(programs) as Program[]) {
  const file = programs[program].proxy;

  test(`${file}: an app opens to the byte and is told who asks, whatever they say themselves`, async ({ openDeployed, openApp }) => {
    const region = await openDeployed(program);
    const { proxy } = region;
    const app = await openApp();
    const base = region.appUrl(app.port);
    const person = await region.visitor();
    const { answer, hops } = await person.navigate(base + deepLink);
    expect([answer.status, app.requests.map(({ url }) => url)]).toEqual([200, [deepLink]]);
    expect(hops.map((hop) => new URL(hop.url).origin)).toEqual([base, region.door.accessUrl, base]);
    const set = hops.flatMap((hop) => hop.answer.setCookies.map(parseSetCookie)).filter(({ name }) => /^latchkey_app_session-/.test(name));
    const { "max-age": maxAge, ...attributes } = set.find(({ value }) => value !== "")?.attributes ?? {};
    const domain = new URL(proxy.accessUrl).hostname;
    expect(attributes).toEqual({ path: "/", httponly: "", samesite: "Lax", secure: "", domain });
    expect(Number(maxAge)).toBeGreaterThan(29 * 86_400);

    expect((await person.ask(`${base}/x`, { headers: forged, localAddress })).status).toBe(200);
    const { host } = new URL(base);
    expect(told(app.requests.at(-1))).toEqual({ host, for: localAddress, forwardedHost: host, proto: "https" });
    // Past the reverse proxy, from an address that is not trusted.
    const headers = { ...forged, cookie: person.cookieHeader(`${base}/x`) };
    expect((await exchange(base.replace("https:", "http:"), proxy.behindPort, { headers, localAddress })).status).toBe(200);
    expect(told(app.requests.at(-1))).toMatchObject({ host, for: localAddress, forwardedHost: host });

    const check = await exchange(`${proxy.accessUrl}/latency-check`, portOf(proxy.accessUrl));
    expect([check.status, check.headers["timing-allow-origin"]]).toEqual([204, "*"]);
    const { hostname } = new URL(base);
    const plain = await exchange(`http://${hostname}:${proxy.plainPort}/a?b=1`, proxy.plainPort);
    expect([301, 308]).toContain(plain.status);
    expect(plain.headers.location?.replace(`:${portOf(base)}`, "")).toBe(`https://${hostname}/a?b=1`);
  });

  test(`${file}: sockets and event streams come at once, and end within 5 s of signing out`, async ({ openDeployed }) => {
    const region = await openDeployed(program);
    const app = await startGuardedApp();
    const base = region.appUrl(app.port);
    const person = await region.visitor();
    expect((await person.navigate(`${base}/page`)).answer.text).toContain("hello from the app");
    const socket = await openSocket(person, base);
    const bytes = patternOf(1_000_000);
    const echoed = once(socket, "message");
    socket.send(bytes);
    expect(((await echoed) as [Buffer])[0].equals(bytes)).toBe(true);

    const events = openRequest(`${base}/events`, portOf(base), { headers: { cookie: person.cookieHeader(`${base}/events`) } });
    events.on("error", () => undefined).end(); // cut, as it should be
    const [stream] = (await once(events, "response")) as [IncomingMessage];
    let heard = "";
    stream.on("error", () => undefined).on("data", (chunk: Buffer) => (heard += chunk.toString()));
    // Each before the next is written: what is held back never comes.
    for (const word of ["second", "third"]) {
      app.streams.at(-1)?.write(`data: ${word}\n\n`);
      await expect.poll(() => heard, slow).toContain(`data: ${word}\n\n`);
    }

    const over = Promise.all([socket, stream].map((each) => new Promise((resolve) => each.once("close", resolve))));
    expect((await person.ask(`${region.door.accessUrl}/api/v1/session`, { method: "DELETE" })).status).toBe(204);
    const endedAt = performance.now();
    await over;
    expect(performance.now() - endedAt).toBeLessThan(deadWithinMs);
    await expect.poll(async () => (await person.ask(`${base}/x`)).status).toBe(401);
    await app.close();
    expect(app.offences, "what the app saw of ours").toEqual([]);
  });

  test(`${file}: an upload arrives while it is sent, and is kept nowhere`, async ({ openDeployed, openApp }) => {
    const region = await openDeployed(program);
    let taken = 0;
    const app = await openApp((request, response) => {
      request.on("data", (chunk: Buffer) => (taken += chunk.length));
      request.on("end", () => response.end(`${taken} bytes`));
    });
    const person = await region.visitor();
    const base = region.appUrl(app.port);
    expect((await person.navigate(base)).answer.text).toBe("0 bytes");
    const before = peakBytes(region);
    const [piece, count] = [patternOf(8 * 1024 * 1024), 32];
    const sent = openUpload(person, `${base}/upload`, piece.length * count);
    const sendAll = async () => {
      for (let each = 1; each <= count; each += 1) {
        sent.write(piece);
        // Each before the next is sent: what collects a body first never passes it on.
        await expect.poll(() => taken, { ...slow, intervals: [5, 10, 20, 50] }).toBe(piece.length * each);
      }
      sent.end();
    };
    // Listened for from the start: it may come with the last piece.
    const [answered] = await Promise.all([once(sent, "response") as Promise<[IncomingMessage]>, sendAll()]);
    expect((await readWhole(answered[0])).text).toBe(`${piece.length * count} bytes`);
    expect(peakBytes(region) - before).toBeLessThan((piece.length * count) / 2);
  });
}

function told(request: IncomingMessage | undefined): Record<string, unknown> {
  const { host, "x-forwarded-for": from, "x-forwarded-host": forwardedHost, "x-forwarded-proto": proto } = request?.headers ?? {};
  return { host, for: from, forwardedHost, proto };
}

/** The most that the proxy and the door have held in memory, together. */
function peakBytes({ process, server }: Region): number {
  const peaks = [process.pid, server.pid].map((pid) => /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return peaks.reduce((sum, kilobytes) => sum + Number(kilobytes) * 1024, 0);
}

function openUpload(person: Visitor, url: string, length: number) {
  const headers = { cookie: person.cookieHeader(url), origin: new URL(url).origin, "content-length": String(length) };
  return openRequest(url, portOf(url), { method: "POST", headers });
}
