import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { GatewaysTold } from "#protocol/tunnel.ts";
import { TunnelConnection } from "#tunnel/connection.ts";
import { readGateways } from "./told.ts";

const nobody = () => undefined;
const say = (from: TunnelConnection, text: string) => from.receive("data", Buffer.from(text));

describe("what an agent is told of gateways", () => {
  it("is read by whole lines however they come, and is no address that cannot be dialled", async () => {
    const from = new TunnelConnection(1, nobody);
    const told: GatewaysTold[] = [];
    readGateways(from, (line) => told.push(line), nobody);
    const proxies = [
      { id: "sydney", url: "https://sydney.example.com" },
      { id: "file", url: "file:///etc/passwd" },
      { id: "none", url: "sydney" },
      { id: 7, url: "https://x.example" },
      null,
    ];
    const text = [
      "not JSON",
      "null",
      "[]",
      '{"replica":"a"}',
      JSON.stringify({ replica: "a", others: ["b", 7], proxies, later: true }),
    ].join("\n");
    for (const piece of `${text}\n{"replica":"cut`.match(/[^]{1,10}/g) ?? []) say(from, piece);
    from.receive("end", Buffer.alloc(0));
    await once(from, "end");
    expect(told).toEqual([{ replica: "a", others: ["b"], proxies: [{ id: "sydney", url: "https://sydney.example.com" }] }]);
  });

  it("G1 is not filled up by a line without an end", async () => {
    const from = new TunnelConnection(1, nobody);
    const reasons: string[] = [];
    readGateways(from, nobody, (why) => reasons.push(why));
    for (let count = 0; count < 40; count += 1) say(from, "x".repeat(16 * 1024));
    await new Promise((resolve) => setImmediate(resolve));
    expect(reasons).toEqual(["It said a line of more than 256 kB."]);
  });
});
