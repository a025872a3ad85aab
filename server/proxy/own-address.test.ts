import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { answerLatencyCheck } from "../latency-check.ts";
import { checkOwnAddress } from "./own-address.ts";

it("finds nothing wrong with an address that leads here", async () => {
  expect(await checkOwnAddress(await listen((_request, response) => answerLatencyCheck(response)))).toBeNull();
});

it("says what answers there instead", async () => {
  const url = await listen((_request, response) => response.writeHead(404).end());
  expect(await checkOwnAddress(url)).toMatch(/answers 404, and is not this proxy\. .*reverse proxy/);
});

it("says that nothing listens there, or that the name is unknown", async () => {
  const url = await listen(() => undefined);
  url.port = "1";
  expect(await checkOwnAddress(url)).toMatch(/cannot be reached from here \(ECONNREFUSED\)/);
  expect(await checkOwnAddress(new URL("http://sydney.invalid"))).toMatch(/cannot be reached from here \((ENOTFOUND|EAI_AGAIN)\)/);
});

async function listen(handler: RequestListener): Promise<URL> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
