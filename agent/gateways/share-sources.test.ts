import { expect, it } from "vitest";
import { shareSources } from "./share-sources.ts";

it("looks once for what several tunnels ask at about the same time, and anew a little later", async () => {
  let now = 0;
  let looks = 0;
  const ports = () => Promise.resolve([{ port: ++looks }]);
  const sources = shareSources(
    {
      listPorts: ports,
      readFacts: () => new Promise(() => undefined),
      readApps: () => Promise.resolve({ apps: {}, problem: null }),
      listTerminals: () => null,
      onTerminals: () => () => undefined,
    },
    () => now,
  );
  expect(await Promise.all([sources.listPorts(), sources.listPorts(), sources.listPorts()])).toEqual([
    [{ port: 1 }],
    [{ port: 1 }],
    [{ port: 1 }],
  ]);
  now = 600;
  expect(await sources.listPorts()).toEqual([{ port: 2 }]);
});
