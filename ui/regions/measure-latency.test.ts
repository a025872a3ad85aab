import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { measureLatency } from "./measure-latency.ts";

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** Its origin, and how it was asked. */
async function openGateway(handle: RequestListener): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const firstMs = 500;

test("the second of two requests counts, for the first one pays for the connection", async () => {
  let turn = 0;
  const { origin, asked } = await openGateway((_request, response) => {
    turn += 1;
    setTimeout(() => response.writeHead(204).end(), turn === 1 ? firstMs : 40);
  });
  const begunAt = performance.now();
  const ms = await measureLatency(origin);
  const bothMs = performance.now() - begunAt;
  expect(ms).toBeGreaterThanOrEqual(39);
  // However slow the machine is: what the first one took is not in it.
  expect(ms).toBeLessThan(bothMs - firstMs + 5);
  expect(asked).toEqual(["/latency-check", "/latency-check"]);
});

test("a gateway that fails once is asked again, and one that fails or redirects each time has no latency", async () => {
  let turn = 0;
  const hiccup = await openGateway((_request, response) => void response.writeHead(++turn === 1 ? 502 : 204).end());
  expect(await measureLatency(hiccup.origin)).toBeGreaterThan(0);
  expect(hiccup.asked).toHaveLength(3);
  const broken = await openGateway((_request, response) => void response.writeHead(502).end());
  await expect(measureLatency(broken.origin)).rejects.toThrow("502");
  const elsewhere = await openGateway((_request, response) => void response.writeHead(302, { location: "/" }).end());
  await expect(measureLatency(elsewhere.origin)).rejects.toThrow();
});
