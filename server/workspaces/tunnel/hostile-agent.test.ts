import { describe, expect, it, vi } from "vitest";
import { tunnelCloseCodes } from "#protocol/tunnel.ts";
import { openHostileAgent } from "../testing/hostile-agent.ts";

const line = (said: object) => `${JSON.stringify(said)}\n`;
/** In frames as an agent sends them. */
const inFrames = (text: string) => text.match(/[^]{1,60000}/g) ?? [];

describe("an agent that says too much", () => {
  it("G1 costs a bounded share of the server, and loses its tunnel: 960 kB without a line end, then single bytes", async () => {
    const { say, problems, closed } = await openHostileAgent();
    const begun = process.cpuUsage();
    await say(...inFrames("x".repeat(960_000)));
    await say(...Array.from({ length: 4_000 }, () => "x"));
    expect((await closed).code).toBe(tunnelCloseCodes.toldTooMuch);
    const { user } = process.cpuUsage(begun);
    // Joining the rest anew for each frame copied and scanned 4 GB: some seconds. Both ends run in this process.
    expect(user).toBeLessThan(1_500_000);
    expect(problems).toEqual(["It says more in a second than is listened to."]);
  });

  it("G10 a line that is too long ends the tunnel with the reason, so that the machine is not online and deaf", async () => {
    const { say, problems, closed } = await openHostileAgent();
    await say(line({ type: "ports", ports: [{ port: 5010 }] }), ...inFrames(`"${"x".repeat(1_100_000)}`));
    expect(await closed).toEqual({ code: tunnelCloseCodes.toldTooMuch, reason: "It said a line of more than 1024 kB." });
    expect(problems).toEqual(["It said a line of more than 1024 kB."]);
  });

  it.each(["end", "reset"] as const)("G10 one that says no more (%s) loses the tunnel", async (kind) => {
    const { say, send, closed, problems } = await openHostileAgent();
    await say(line({ type: "ports", ports: [{ port: 5010 }] }));
    send(kind);
    expect((await closed).code).toBe(tunnelCloseCodes.toldTooMuch);
    expect(problems).toEqual(["It stopped saying what runs on it."]);
  });

  it("G2 has 200 apps, and the rest is counted", async () => {
    const { say, tunnel } = await openHostileAgent();
    const apps = Object.fromEntries(
      Array.from({ length: 12_000 }, (_, index) => [`a${index}`, { url: "http://127.0.0.1:5000", sharing: "public", name: "Grafana" }]),
    );
    await say(...inFrames(line({ type: "apps", apps, problem: null })));
    await vi.waitFor(() => expect(Object.keys(tunnel.state.apps)).toHaveLength(200));
    expect(tunnel.state.moreApps).toBe(11_800);
  });

  it("G3 has 500 ports, those that came last, and the rest is counted", async () => {
    const { say, tunnel } = await openHostileAgent();
    const ports = (from: number) => line({ type: "ports", ports: Array.from({ length: 20_000 }, (_, index) => ({ port: from + index })) });
    await say(...inFrames(ports(1)));
    await vi.waitFor(() => expect(tunnel.state.ports).toHaveLength(500));
    await say(...inFrames(ports(301)));
    await vi.waitFor(() => expect(tunnel.state.ports.at(-1)).toEqual({ port: 20_300 }));
    expect(tunnel.state.ports.slice(-300)[0]).toEqual({ port: 20_001 });
    expect([tunnel.state.ports.length, tunnel.state.morePorts]).toEqual([500, 19_500]);
  });

  it("G3 has 100 terminals, and the rest is counted", async () => {
    const { say, tunnel } = await openHostileAgent();
    const fact = {
      name: "\u202ex",
      title: "a\u001b[2J\u202eb",
      command: "sh",
      columns: 80,
      rows: 24,
      viewers: 0,
      createdAt: 1,
      activeAt: 1,
      ended: null,
    };
    const terminals = Array.from({ length: 300 }, (_, index) => ({ ...fact, id: `t${index}` }));
    await say(...inFrames(line({ type: "terminals", listed: { now: 1, terminals } })));
    await vi.waitFor(() => expect(tunnel.listTerminals()).toHaveLength(100));
    expect(tunnel.state.moreTerminals).toBe(200);
    expect(tunnel.listTerminals()[0]).toMatchObject({ name: "x", title: "a [2Jb" });
  });

  it("G11 what it says of itself and of its ports is clean", async () => {
    const { say, tunnel } = await openHostileAgent();
    const usage = { usedBytes: 1, totalBytes: 2 };
    await say(
      line({ type: "ports", ports: [{ port: 5010, process: "\u202enode\u0000\u001b[2J" }, { port: 5011, process: 7 }, { port: 0 }, null] }),
      line({
        type: "facts",
        facts: {
          hostname: `ho\u200bst\u2066${"x".repeat(999)}`,
          platform: "linux",
          system: "De\nbian",
          version: "0.1.0",
          uptimeSeconds: 1,
          load: null,
          memory: usage,
          disk: null,
        },
      }),
    );
    await vi.waitFor(() => expect(tunnel.state.facts?.system).toBe("De bian"));
    expect(tunnel.state.facts?.hostname).toMatch(/^hostx{251}$/);
    expect(tunnel.state.ports).toEqual([{ port: 5010, process: "node [2J" }, { port: 5011 }]);
  });
});
