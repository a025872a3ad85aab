import { describe, expect, it, onTestFinished, vi } from "vitest";
import { elsewhereHeader, instanceHeader } from "#protocol/tunnel.ts";
import { connectAgent } from "./connect.ts";
import { defaultRules } from "./dial.ts";
import { elsewhereMs, searchMs, waitMs } from "./gateways/waits.ts";
import { openStandInDoor, type StandInDoor } from "./testing/stand-in-door.ts";

const patient = { timeout: 20_000 };

describe("an agent and the replicas of its door", () => {
  it("holds a tunnel to each, whichever of them answers", async () => {
    const door = await openStandInDoor(["a", "b", "c"]);
    door.tell({ others: ["a", "b", "c"] });
    connect(door);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a", "b", "c"]), patient);
    expect(new Set(door.dials.map(({ headers }) => headers[instanceHeader])).size).toBe(1);
  });

  it("dials a single one once", async () => {
    const door = await openStandInDoor(["a"]);
    const { said } = connect(door);
    await vi.waitFor(() => expect(said).toEqual([`Connected to ${door.url.host}.`]), patient);
    // Hearing the same again gives nothing to look for.
    door.tell({ others: ["a"] });
    door.tell({ proxies: [] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(door.dials).toHaveLength(1);
  });

  it("finds one that has come, and looks no more for one that has gone", async () => {
    const door = await openStandInDoor(["a"]);
    const { said } = connect(door);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a"]), patient);
    door.setReplicas(["a", "b"]);
    door.tell({ others: ["a", "b"] });
    await vi.waitFor(() => expect(door.connected()).toEqual(["a", "b"]), patient);
    door.tell({ others: ["b"] });
    door.setReplicas(["b"]);
    await vi.waitFor(() => expect(said.at(-1)).toContain("was lost"), patient);
    expect(door.connected()).toEqual(["b"]);
    const before = door.dials.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(door.dials).toHaveLength(before);
  });

  it("comes back to each after all were lost at once", async () => {
    const door = await openStandInDoor(["a", "b"]);
    door.tell({ others: ["a", "b"] });
    const { said } = connect(door);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a", "b"]), patient);
    door.closeTunnels(1012);
    await vi.waitFor(() => expect(said).toContain("Connected again."), patient);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a", "b"]), patient);
  });
});

describe("an agent and regional proxies", () => {
  it("dials those that the door tells of, and leaves those that it tells of no more", async () => {
    const [door, sydney, tokyo] = [await openStandInDoor(["a"]), await openStandInDoor(["s"]), await openStandInDoor(["t"])];
    connect(door);
    door.tell({ proxies: [proxy("sydney", sydney), proxy("tokyo", tokyo)] });
    await vi.waitFor(() => expect([sydney.connected(), tokyo.connected()]).toEqual([["s"], ["t"]]), patient);
    expect(sydney.dials[0]?.headers.authorization).toMatch(/^Bearer ticket-\d+-for-sydney$/);
    expect(tokyo.dials[0]?.headers.authorization).toMatch(/^Bearer ticket-\d+-for-tokyo$/);
    door.tell({ proxies: [proxy("tokyo", tokyo)] });
    await vi.waitFor(() => expect([sydney.connected(), tokyo.connected()]).toEqual([[], ["t"]]), patient);
    expect(tokyo.dials).toHaveLength(1);
  });

  it("F8 shows none of them its token, and a ticket of its own at every dial", async () => {
    const [door, sydney] = [await openStandInDoor(["a"]), await openStandInDoor(["s"])];
    connect(door);
    door.tell({ proxies: [proxy("sydney", sydney)] });
    await vi.waitFor(() => expect(sydney.connected()).toEqual(["s"]), patient);
    sydney.closeTunnels(1012);
    await vi.waitFor(() => expect(sydney.dials.filter(({ status }) => status === 101)).toHaveLength(2), patient);
    const shown = sydney.dials.map(({ headers }) => headers.authorization);
    expect(new Set(shown).size).toBe(shown.length);
    expect(JSON.stringify(sydney.dials)).not.toContain("the-token");
    expect(door.dials[0]?.headers.authorization).toBe("Bearer the-token");
  });

  it("G16 dials no proxy at an address that is not https beyond loopback, or is link-local", async () => {
    const [door, sydney] = [await openStandInDoor(["a"]), await openStandInDoor(["s"])];
    const { said } = connect(door);
    const bad = ["http://169.254.169.254", "https://169.254.169.254", "http://192.0.2.1:1", "https://[fe80::1]:1"];
    door.tell({ proxies: [...bad.map((url, index) => ({ id: `p${index}`, url })), proxy("sydney", sydney)] });
    await vi.waitFor(() => expect(sydney.connected()).toEqual(["s"]), patient);
    for (const url of bad) expect(said.filter((text) => text.includes(`not dialled at ${url}:`))).toHaveLength(1);
    expect(said.filter((text) => text.includes("Dialling again"))).toEqual([]);
  });

  it("keeps the connections it has while the door is away, dials no proxy without a ticket, and comes back with the door", async () => {
    const [door, sydney] = [await openStandInDoor(["a"]), await openStandInDoor(["s"])];
    const { said } = connect(door);
    door.tell({ proxies: [proxy("sydney", sydney)] });
    await vi.waitFor(() => expect(sydney.connected()).toEqual(["s"]), patient);
    door.refuse(503);
    door.closeTunnels(1012);
    await vi.waitFor(() => expect(said).toContain("The connection was lost. Dialling again."), patient);
    expect(sydney.connected()).toEqual(["s"]);
    sydney.closeTunnels(1012);
    await vi.waitFor(() => expect(said).toContain(`The proxy ${sydney.url.host} was lost. Dialling again.`), patient);
    const before = door.dials.length;
    await vi.waitFor(() => expect(door.dials.length).toBeGreaterThan(before + 1), patient);
    expect(sydney.dials).toHaveLength(1);
    door.refuse(null);
    await vi.waitFor(() => expect(sydney.connected()).toEqual(["s"]), patient);
  });

  it("is ended by no proxy, whatever it answers, and comes when it is let in", async () => {
    const [door, sydney] = [await openStandInDoor(["a"]), await openStandInDoor(["s"])];
    const { ended } = connect(door);
    sydney.refuse(401);
    door.tell({ proxies: [proxy("sydney", sydney)] });
    await vi.waitFor(() => expect(sydney.dials.length).toBeGreaterThan(1), patient);
    sydney.refuse(null);
    await vi.waitFor(() => expect(sydney.connected()).toEqual(["s"]), patient);
    sydney.closeTunnels(4001);
    sydney.closeTunnels(4009);
    await vi.waitFor(() => expect(sydney.dials.filter(({ status }) => status === 101)).toHaveLength(2), patient);
    expect(ended()).toBe(null);
    expect(door.connected()).toEqual(["a"]);
  });

  it("takes no address that is none", async () => {
    const [door, sydney] = [await openStandInDoor(["a"]), await openStandInDoor(["s"])];
    connect(door);
    door.tell({ proxies: [{ id: "x", url: "javascript:1" }, { id: "y", url: "" }, proxy("sydney", sydney)] });
    await vi.waitFor(() => expect(sydney.connected()).toEqual(["s"]), patient);
  });
});

describe("an agent is sent away for good", () => {
  it.each([401, 403, 426, 404])("by %i of the door", async (status) => {
    const door = await openStandInDoor(["a"]);
    door.refuse(status);
    const { ended } = connect(door);
    await vi.waitFor(() => expect(ended()).not.toBe(null), patient);
  });

  it("by the end of its token at one replica, and leaves the others and the proxies", async () => {
    const [door, sydney] = [await openStandInDoor(["a", "b"]), await openStandInDoor(["s"])];
    door.tell({ others: ["a", "b"], proxies: [proxy("sydney", sydney)] });
    const { ended } = connect(door);
    await vi.waitFor(() => expect([...door.connected(), ...sydney.connected()]).toEqual(["a", "b", "s"]), patient);
    door.closeTunnels(4001);
    await vi.waitFor(() => expect(ended()).not.toBe(null), patient);
    await vi.waitFor(() => expect([...door.connected(), ...sydney.connected()]).toEqual([]), patient);
  });

  it("F7 but not because another runs with its token: it dials on, ever more slowly, says so once, and is back when it may", async () => {
    const door = await openStandInDoor(["a"]);
    door.refuse(409, { [elsewhereHeader]: "1" });
    const { said, ended } = connect(door);
    await vi.waitFor(() => expect(door.dials.length).toBeGreaterThan(1), patient);
    expect(said).toEqual([expect.stringContaining("Another agent runs with this token")]);
    door.refuse(null);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a"]), patient);
    door.closeTunnels(4009); // as servers before 0.2.0 said it
    await vi.waitFor(() => expect(said.at(-1)).toContain("Another agent runs with this token"), patient);
    expect(ended()).toBe(null);
    expect([elsewhereMs(0, () => 1), elsewhereMs(40, () => 1)]).toEqual([1_000, 120_000]);
  });

  it("but not by a load balancer that has nobody behind it for a moment", async () => {
    const door = await openStandInDoor(["a"]);
    const { ended } = connect(door);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a"]), patient);
    door.refuse(404);
    door.closeTunnels(1012);
    await vi.waitFor(() => expect(door.dials.filter(({ status }) => status === 404).length).toBeGreaterThan(0), patient);
    door.refuse(null);
    await vi.waitFor(() => expect(door.connected()).toEqual(["a"]), patient);
    expect(ended()).toBe(null);
  });
});

it("is back within two seconds of the network, and looks for replicas ever less often", () => {
  expect(Math.max(...Array.from({ length: 40 }, (_, failures) => waitMs(failures, () => 1)))).toBe(2_000);
  expect(searchMs(0, () => 1)).toBeLessThan(100);
  expect([searchMs(40, () => 0), searchMs(40, () => 1)]).toEqual([5_000, 10_000]);
});

function connect(door: StandInDoor) {
  const said: string[] = [];
  let why: string | null = null;
  const connection = connectAgent({
    ...{ url: door.url, token: "the-token", version: "0", instance: "one", rules: () => defaultRules },
    sources: {
      listPorts: () => Promise.resolve([]),
      readFacts: () => new Promise(() => undefined),
      readApps: () => Promise.resolve({ apps: {}, problem: null }),
      listTerminals: () => null,
      onTerminals: () => () => undefined,
    },
    openTerminals: () => {
      throw new Error("There are none.");
    },
    say: (text) => said.push(text),
  });
  void connection.refused.then((reason) => (why = reason));
  onTestFinished(() => connection.close());
  return { said, ended: () => why };
}

function proxy(id: string, { url }: StandInDoor) {
  return { id, url: url.origin };
}
