/** What passes between a browser and an app: everything of their own, to the byte and without delay, and nothing of the door's. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { expect } from "@playwright/test";
import { openConnection, openRequest, readWhole, type Exchange } from "../models/exchange.ts";
import type { Visitor } from "../models/visitor.ts";
import { gzipped, patternOf, type Seen } from "../upstreams/guarded-app.ts";
import { openApp } from "./hand-over-cases.ts";
import type { Case, Stage } from "./stage.ts";

const large = 8 * 1024 * 1024;

export const forwardingCases: readonly Case[] = [
  {
    name: "a body of any method and framing arrives whole",
    async run(stage) {
      const person = await openApp(stage);
      const body = patternOf(300_001);
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const counted = (await person.ask(`${stage.appBase}/x?m=${method}`, { method, body })).json<Seen & Record<string, unknown>>();
        expect(counted).toMatchObject({ method, url: `/x?m=${method}`, bytes: body.length, sha256: sha256(body) });
        const sent = request(stage, person, "/x", { method, headers: { "transfer-encoding": "chunked" } });
        for (let at = 0; at < body.length; at += 70_000) sent.write(body.subarray(at, at + 70_000));
        sent.end();
        expect((await wholeOf(sent)).json()).toMatchObject({ method, bytes: body.length, sha256: sha256(body) });
      }
      const empty = await person.ask(`${stage.appBase}/x`, { method: "POST", headers: { "content-length": "0" } });
      expect(empty.json()).toMatchObject({ method: "POST", bytes: 0 });
    },
  },
  {
    name: "large uploads and downloads, parts of them, and HEAD",
    async run(stage) {
      const person = await openApp(stage);
      const body = patternOf(large);
      const up = await person.ask(`${stage.appBase}/upload`, { method: "POST", body });
      expect(up.json()).toMatchObject({ bytes: large, sha256: sha256(body) });
      const url = `${stage.appBase}/bytes?length=${large}`;
      const down = await person.ask(url);
      expect([down.status, down.body.length, sha256(down.body)]).toEqual([200, large, sha256(body)]);
      expect(down.headers).toMatchObject({ "content-length": String(large), etag: '"pattern"', "accept-ranges": "bytes" });
      const part = await person.ask(url, { headers: { range: "bytes=1000-1999" } });
      expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 1000-1999/${large}`]);
      expect(part.body.equals(body.subarray(1000, 2000))).toBe(true);
      const head = await person.ask(url, { method: "HEAD" });
      expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, String(large), 0]);
    },
  },
  {
    name: "status, reason, header names and order, repeated headers and trailers stay as the app made them",
    needs: ["own-wire"],
    async run(stage) {
      const person = await openApp(stage);
      const odd = await answerOf(request(stage, person, "/odd-headers"));
      expect([odd.statusCode, odd.statusMessage]).toEqual([299, "Odd But Fine"]);
      expect(odd.rawHeaders.slice(0, 8)).toEqual(["X-CaSe", "Kept", "LINK", "<a>; rel=next", "LINK", "<b>; rel=next", "x-twice", "1"]);
      odd.resume();
      const trailing = await person.ask(`${stage.appBase}/trailers`);
      expect([trailing.text, trailing.trailers]).toEqual(["body", { "x-check": "sum-of-it" }]);
    },
  },
  {
    name: "a status of the app's own and headers that it repeats come through",
    async run(stage) {
      const person = await openApp(stage);
      const { status, rawHeaders } = await person.ask(`${stage.appBase}/odd-headers`);
      expect(status).toBe(299);
      const values = ["x-case", "link", "x-twice"].map((name) => valuesOf(rawHeaders, name));
      expect(values).toEqual([["Kept"], ["<a>; rel=next", "<b>; rel=next"], ["1"]]);
    },
  },
  {
    name: "trailers of a request reach the app",
    needs: ["own-wire"],
    async run(stage) {
      const person = await openApp(stage);
      const sent = request(stage, person, "/x", { method: "POST", headers: { "transfer-encoding": "chunked", trailer: "X-Sum" } });
      sent.write("body");
      sent.addTrailers({ "X-Sum": "1234" });
      sent.end();
      expect((await wholeOf(sent)).json()).toMatchObject({ bytes: 4, trailers: { "x-sum": "1234" } });
    },
  },
  {
    name: "trailers that are announced where none can follow are no obstacle",
    async run(stage) {
      const person = await openApp(stage);
      expect((await person.ask(`${stage.appBase}/trailers`, { method: "HEAD" })).status).toBe(200);
      // By hand: a client's HTTP library would not write it. It is what a proxy makes of a body that came in chunks.
      const { host, origin, pathname } = new URL(stage.appBase);
      const head = [`Host: ${host}`, `Origin: ${origin}`, `Cookie: ${person.cookieHeader(`${stage.appBase}/x`)}`, "Connection: close"];
      const socket = await openConnection(stage.appBase, stage.portOf(stage.appBase));
      const target = `${pathname.replace(/\/$/, "")}/x`;
      socket.write(`POST ${target} HTTP/1.1\r\n${head.join("\r\n")}\r\nTrailer: X-Sum\r\nContent-Length: 4\r\n\r\nbody`);
      let received = "";
      for await (const chunk of socket) received += String(chunk);
      expect(received).toMatch(/^HTTP\/1\.1 200 /);
      expect(received).toContain('"bytes":4');
    },
  },
  {
    name: "an app hears of a request before its body has come",
    async run(stage) {
      const person = await openApp(stage);
      // Twice, as the second goes over a connection that was kept.
      for (const target of ["/x?first", "/x?second"]) {
        const slow = request(stage, person, target, { method: "POST", headers: { "content-length": "4" } });
        slow.flushHeaders();
        await expect.poll(() => stage.app.targets).toContain(target);
        slow.end("body");
        expect((await wholeOf(slow)).json()).toMatchObject({ bytes: 4 });
      }
    },
  },
  {
    name: "what the app compressed comes compressed, byte for byte, and nothing else is",
    async run(stage) {
      const person = await openApp(stage);
      const zipped = await person.ask(`${stage.appBase}/gzip`, { headers: { "accept-encoding": "gzip, br" } });
      expect(zipped.headers["content-encoding"]).toBe("gzip");
      expect(zipped.body.equals(gzipped)).toBe(true);
      const plain = await person.ask(`${stage.appBase}/bytes?length=50000`, { headers: { "accept-encoding": "gzip, br" } });
      expect(plain.headers["content-encoding"]).toBeUndefined();
    },
  },
  {
    name: "whoever expects 100-continue hears the app's word on it, be it a no",
    needs: ["own-wire"],
    async run(stage) {
      const person = await openApp(stage);
      const expecting = { method: "POST", headers: { expect: "100-continue", "content-length": "4" } };
      const welcome = request(stage, person, "/x", expecting);
      welcome.flushHeaders();
      await once(welcome, "continue");
      welcome.end("body");
      expect((await wholeOf(welcome)).json()).toMatchObject({ bytes: 4 });

      const refused = request(stage, person, "/refuse-early", expecting);
      let told = 0;
      refused.on("continue", () => (told += 1));
      refused.flushHeaders();
      expect((await answerOf(refused)).statusCode).toBe(413);
      expect(told).toBe(0);
      refused.destroy();
    },
  },
  {
    name: "an event stream shows its head and each event at once",
    async run(stage) {
      const person = await openApp(stage);
      const sent = request(stage, person, "/events", { headers: { accept: "text/event-stream", "accept-encoding": "gzip" } });
      sent.end();
      const answer = await answerOf(sent);
      expect(answer.headers["content-type"]).toBe("text/event-stream");
      expect(await nextText(answer)).toBe("data: first\n\n");
      for (const word of ["second", "third"]) {
        const next = nextText(answer);
        stage.app.streams.at(-1)?.write(`data: ${word}\n\n`);
        expect(await next).toBe(`data: ${word}\n\n`);
      }
      sent.destroy();
    },
  },
  {
    name: "an app that ends its connection after an answer, without having said so, is asked on another",
    async run(stage) {
      const person = await openApp(stage);
      for (let turn = 0; turn < 5; turn += 1) {
        expect((await person.ask(`${stage.appBase}/leave`)).text).toBe("last words");
        expect((await person.ask(`${stage.appBase}/x`)).json()).toMatchObject({ method: "GET", url: "/x" });
      }
    },
  },
  {
    name: "who breaks off is heard of on the other side",
    async run(stage) {
      const person = await openApp(stage);
      for (const path of ["/hold", "/events"]) {
        const before = stage.app.streams.length;
        const left = request(stage, person, path);
        left.on("error", () => {}); // it is the test that breaks it off
        left.end();
        await expect.poll(() => stage.app.streams.length).toBe(before + 1);
        left.destroy();
        await expect.poll(() => stage.app.aborted).toContain(path);
      }
      const half = request(stage, person, "/half");
      half.end();
      const answer = await answerOf(half);
      answer.resume();
      await expect(once(answer, "end")).rejects.toThrow(/aborted/);
    },
  },
  {
    name: "the app sees everything of its own, to the byte, and nothing of ours, on one connection as on many",
    async run(stage) {
      const person = await openApp(stage);
      const own = `a=1; B="x y"; a=2;c=%20;  d==;e; f=latchkey`;
      const ours = `${person.cookieHeader(`${stage.appBase}/`)}; __Host-latchkey_session-x=1; LATCHKEY_y=2`;
      for (const cookie of [`${ours}; ${own}`, `${own}; ${ours}`]) {
        const { rawHeaders } = (
          await person.ask(`${stage.appBase}/x`, { headers: { cookie, "X-MiNe": "Kept", Authorization: "Bearer of-the-app" } })
        ).json<Seen & Record<string, unknown>>();
        expect(valuesOf(rawHeaders, "cookie")).toEqual([own]);
        expect(valuesOf(rawHeaders, "x-mine")).toEqual(["Kept"]);
        expect(valuesOf(rawHeaders, "authorization")).toEqual(["Bearer of-the-app"]);
        expect(valuesOf(rawHeaders, "host")).toEqual([new URL(stage.appBase).host]);
        expect(valuesOf(rawHeaders, "x-forwarded-host")).toEqual([new URL(stage.appBase).host]);
        expect(valuesOf(rawHeaders, "x-forwarded-proto")).toEqual([new URL(stage.appBase).protocol.slice(0, -1)]);
        expect(valuesOf(rawHeaders, "x-forwarded-for")).toEqual(["127.0.0.1"]);
      }
    },
  },
  {
    name: "the app sees the names of headers in their case and order",
    needs: ["own-wire"],
    async run(stage) {
      const person = await openApp(stage);
      const headers = { cookie: `${person.cookieHeader(`${stage.appBase}/`)}; a=1`, "X-MiNe": "Kept", Authorization: "Bearer of-the-app" };
      const { rawHeaders } = (await person.ask(`${stage.appBase}/x`, { headers })).json<Seen & Record<string, unknown>>();
      const own = rawHeaders.slice(rawHeaders.indexOf("X-MiNe")).slice(0, 4);
      expect(own).toEqual(["X-MiNe", "Kept", "Authorization", "Bearer of-the-app"]);
    },
  },
  {
    name: "what would reach beyond the app's own host is taken out of its answers",
    needs: ["own-hosts"],
    async run(stage) {
      const person = await openApp(stage);
      for (const method of ["GET", "HEAD", "POST"]) {
        const answer = await person.ask(`${stage.appBase}/hostile`, { method });
        expect(answer.headers["clear-site-data"]).toBeUndefined();
        expect(answer.setCookies).toEqual(["wide=1; Path=/", "own=1; Path=/"]);
      }
    },
  },
];

function request(
  stage: Stage,
  person: Visitor,
  path: string,
  more: { method?: string; headers?: Record<string, string> } = {},
): ClientRequest {
  const url = stage.appBase + path;
  const { method = "GET", headers = {} } = more;
  return openRequest(url, stage.portOf(url), {
    method,
    headers: { cookie: person.cookieHeader(url), origin: new URL(url).origin, ...headers },
  });
}

async function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  if (!sent.writableEnded && sent.getHeader("expect") === undefined) sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return answer;
}

async function wholeOf(sent: ClientRequest): Promise<Exchange> {
  return readWhole(await answerOf(sent));
}

async function nextText(answer: IncomingMessage): Promise<string> {
  const [chunk] = (await once(answer, "data")) as [Buffer];
  return chunk.toString("utf8");
}

function valuesOf(rawHeaders: readonly string[], name: string): (string | undefined)[] {
  return rawHeaders.flatMap((each, index) => (index % 2 === 0 && each.toLowerCase() === name ? [rawHeaders[index + 1]] : []));
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
