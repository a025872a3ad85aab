import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { expect, it } from "vitest";
import type { GatewaysTold } from "#protocol/tunnel.ts";
import { readGateways } from "./told.ts";

it("reads whole lines however they come, passes over what says nothing it knows, and takes no address that cannot be dialled", async () => {
  const from = new PassThrough();
  const told: GatewaysTold[] = [];
  readGateways(from, (line) => told.push(line));
  const proxies = [
    { id: "sydney", url: "https://sydney.example.com" },
    { id: "file", url: "file:///etc/passwd" },
    { id: "none", url: "sydney" },
    { id: 7, url: "https://x.example" },
    null,
  ];
  const text = ["not JSON", "null", "[]", '{"replica":"a"}', JSON.stringify({ replica: "a", others: ["b", 7], proxies, later: true })].join(
    "\n",
  );
  for (const piece of `${text}\n{"replica":"cut`.match(/[^]{1,10}/g) ?? []) from.write(piece);
  from.end();
  await finished(from);
  expect(told).toEqual([{ replica: "a", others: ["b"], proxies: [{ id: "sydney", url: "https://sydney.example.com" }] }]);
});

it("is not filled up by a line without an end", async () => {
  const from = new PassThrough();
  readGateways(from, () => undefined);
  const closed = new Promise((resolve) => from.once("close", resolve));
  from.on("error", () => undefined);
  for (let count = 0; count < 40 && !from.destroyed; count += 1) from.write("x".repeat(16 * 1024));
  await closed;
});
