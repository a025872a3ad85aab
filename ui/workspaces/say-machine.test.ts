import { expect, test } from "vitest";
import { listMachineFacts, sayLastSeen, sayLoad, sayMore, sayUse } from "./say-machine.ts";

const gibibyte = 1024 ** 3;
const now = Date.parse("2026-11-21T12:00:00Z");
const facts = {
  hostname: "workstation",
  platform: "linux",
  system: "Debian GNU/Linux 12 (bookworm)",
  version: "1.0.0",
  uptimeSeconds: 3 * 86_400 + 5,
  load: 0.123,
  memory: { usedBytes: 3.14 * gibibyte, totalBytes: 15.6 * gibibyte },
  disk: { usedBytes: 40 * gibibyte, totalBytes: 250 * gibibyte },
};

test("a machine is told of in a few short facts", () => {
  expect(listMachineFacts(facts).map(({ text }) => text)).toEqual([
    "Debian GNU/Linux 12",
    "up 3 days",
    "light load, 0.12",
    "memory 3.1 of 16 GB",
    "disk 40 of 250 GB",
  ]);
});

test("what the system does not say is left out, and a disk that fills up is named", () => {
  const disk = { usedBytes: 240 * gibibyte, totalBytes: 250 * gibibyte };
  const told = listMachineFacts({ ...facts, load: null, disk });
  expect(told.map(({ key }) => key)).toEqual(["system", "uptime", "memory", "disk"]);
  expect(told.at(-1)).toEqual({ key: "disk", text: "disk 240 of 250 GB, nearly full", isTight: true });
  expect(listMachineFacts({ ...facts, disk: null }).map(({ key }) => key)).not.toContain("disk");
});

test("a load is a word and a number", () => {
  expect([0, 0.49, 0.5, 1, 12.4].map(sayLoad)).toEqual([
    "light load, 0.00",
    "light load, 0.49",
    "medium load, 0.50",
    "heavy load, 1.00",
    "heavy load, 12",
  ]);
});

test("both numbers of a use are in the unit of the whole", () => {
  expect(sayUse({ usedBytes: 0.4 * gibibyte, totalBytes: 2 * gibibyte })).toBe("0.4 of 2 GB");
  expect(sayUse({ usedBytes: 100 * 1024 ** 2, totalBytes: 512 * 1024 ** 2 })).toBe("100 of 512 MB");
  expect(sayUse({ usedBytes: 1.5 * 1024 * gibibyte, totalBytes: 4 * 1024 * gibibyte })).toBe("1.5 of 4 TB");
  expect(sayUse({ usedBytes: 0, totalBytes: 0 })).toBe("0 of 0 MB");
});

test("a machine was seen some time ago, or never; a clock that is behind makes no future of it", () => {
  expect(sayLastSeen(null, now)).toBe("has not connected yet");
  expect(sayLastSeen(now - 5 * 60_000, now)).toBe("last seen 5 min ago");
  expect(sayLastSeen(now + 3_000, now)).toBe("last seen just now");
});

test("G3 says how many there are beyond the list", () => {
  expect(sayMore({ apps: 11_800, ports: 1, terminals: 0, machines: 0 })).toBe("and 11,800 more apps, 1 more port");
  expect(sayMore({ apps: 0, ports: 0, terminals: 2, machines: 10 })).toBe("and 2 more terminals, 10 more machines");
});
